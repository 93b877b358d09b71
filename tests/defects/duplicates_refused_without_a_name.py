"""The API refuses a duplicate without naming the document that exists.

In real life: one refusal was written for all conflicts and lost a detail that one of them gave.
"""

from uuid import UUID

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-8.1", "P7-7.1")
FIELD = "api"
SELECTION = ("The Refusal Of A Duplicate Names The First Document", "A Document Is Uploaded As Recorded")
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads
    from pipeline.serving import Refusal

    def nameless(_document_id: UUID, _job_id: UUID | None) -> Refusal:
        return Refusal(409, "conflict", "This cannot be done.")

    replace(uploads, "_duplicate", nameless)
