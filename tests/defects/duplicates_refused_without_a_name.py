"""Who uploads a document again is refused, and is not told which of the documents it is.

In real life: the refusal was written anew for all conflicts, and what one of them told was lost.
"""

from uuid import UUID

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-8.1", "P7-7.1")
FIELD = "api"
SELECTION = ("A Refusal Names The Document That Is There Already", "Documents Are Uploaded As Recorded")
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads
    from pipeline.serving import Refusal

    def nameless(_document_id: UUID, _job_id: UUID | None) -> Refusal:
        return Refusal(409, "conflict", "This cannot be done.")

    replace(uploads, "_duplicate", nameless)
