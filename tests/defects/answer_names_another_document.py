"""An upload returns the id of the first document that its user uploaded.

In real life: the code looks the new row up by user and takes the first match. With one upload for each user this is
right.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.5",)
FIELD = "api"
SELECTION = ("Five Uploads Sent Three At A Time Create Five Documents",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    answer, first = uploads._answer, dict[Any, Any]()

    async def of_the_first(ctx: Any, user_id: Any, job_id: Any, document_id: Any, *about: Any) -> Any:
        told = await answer(ctx, user_id, job_id, document_id, *about)
        return told.model_copy(update={"document_id": first.setdefault(user_id, document_id)})

    replace(uploads, "_answer", of_the_first)
