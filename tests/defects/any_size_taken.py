"""The API accepts files of any size.

In real life: the limit moved to the proxy last week, and the proxy's team does not know.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-11.1",)
FIELD = "api"
SELECTION = ("Duplicates, Oversized Files And Other Misuse Are Refused",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    always(uploads, "_check_size", None)
