"""An announcement says that its link is good an hour longer than it is.

In real life: the time that is told and the time that is signed come from two settings.
"""

from datetime import timedelta
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-DAT-2",)
FIELD = "contract"
SELECTION = ("The Link For The Bytes Ends When The Announcement Says",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import schemas, uploads

    answer = schemas.UploadAnswer

    def longer(**told: Any) -> Any:
        told["upload_expires_at"] += timedelta(hours=1)
        return answer(**told)

    replace(uploads, "UploadAnswer", longer)
