"""A client without a cursor is told everything from the beginning.

In real life: a missing cursor is read as zero. A page that is opened anew shows long finished documents as moving.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("C-LIV-6",)
FIELD = "realtime"
SELECTION = ("A Client Without A Cursor Is Told Only What Is New",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    always(live, "_newest", 0)
