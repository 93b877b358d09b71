"""The API says that plain text may be uploaded too, and then refuses it.

In real life: what may be uploaded is written down in two places.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.1",)
FIELD = "api"
SELECTION = ("The Api Says What May Be Uploaded",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads
    from pipeline.api.schemas import UploadLimits

    def and_text(**limits: Any) -> UploadLimits:
        return UploadLimits(**{**limits, "mime_types": [*limits["mime_types"], "text/plain"]})

    replace(uploads, "UploadLimits", and_text)
