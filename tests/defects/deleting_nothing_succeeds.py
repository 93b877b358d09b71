"""Deleting a document that is not there succeeds.

In real life: a deletion was made repeatable, and nobody looked at whose document it was.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = (
    "C-CALL-9",
    "C-WHO-2",
)
FIELD = "contract"
SELECTION = (
    "A Deleted Document Is Gone, Also For A Second Deletion",
    "A Document That Does Not Exist Cannot Be Deleted",
)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents

    erase = documents.erase

    async def always(*given: Any) -> bool:
        await erase(*given)
        return True

    replace(documents, "erase", always)
