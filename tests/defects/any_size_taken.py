"""Files of any size are accepted.

In real life: the limit is the proxy's business since last week, and the proxy's people do not know.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-11.1",)
FIELD = "api"
SELECTION = ("Duplicates, Large Files And Other Types Are Refused",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    always(uploads, "_check_size", None)
