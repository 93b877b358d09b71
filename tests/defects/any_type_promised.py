"""The API says that it accepts plain text, then refuses it.

In real life: the list of accepted types exists in two places.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-11.1",)
FIELD = "api"
SELECTION = ("The API Publishes Its Upload Limits",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads
    from pipeline.api.schemas import UploadLimits

    def and_text(limits: UploadLimits) -> UploadLimits:
        return limits.model_copy(update={"mime_types": [*limits.mime_types, "text/plain"]})

    alter(uploads, "UploadLimits", and_text)
