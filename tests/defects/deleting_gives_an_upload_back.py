"""Deleting a document gives its user another upload that day, without limit.

In real life: the limit counts the documents that exist; it was written before documents could be deleted.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P9-11.5",)
FIELD = "security"
SELECTION = ("Deleting Documents Does Not Extend The Daily Upload Limit",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"
THERE = """
SELECT count(*) AS uploads, min(created_at) AS oldest FROM upload_pipeline.documents
WHERE created_at > now() - $1::interval
"""


def apply() -> None:
    from pipeline.api import uploads

    put(uploads, "TODAY", THERE)
    note(uploads, "_check_day")
