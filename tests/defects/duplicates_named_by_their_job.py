"""The refusal of a duplicate names the job where the document belongs.

In real life: two ids look alike, and a message is read by nobody who has the document.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-IDE-4",)
FIELD = "contract"
SELECTION = ("The Same File Is Taken Once, And The Refusal Names The First",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    duplicate = uploads._duplicate

    def by_job(document_id: Any, job_id: Any) -> Any:
        del document_id
        return duplicate(job_id, job_id)

    replace(uploads, "_duplicate", by_job)
