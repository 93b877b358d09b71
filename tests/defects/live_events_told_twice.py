"""The last live message is told again with each that follows.

In real life: the next batch begins with the last of the one before, one greater-or-equal too many.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P2-4.7",)
FIELD = "realtime"
SELECTION = ("Every Event Is Told Once",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from pipeline.api import live

    edit(live, "NEWS", "e.event_id > $1", "e.event_id >= $1")
    note(live, "as_message")
