"""The API reports the size of a document rounded to whole kibibytes.

In real life: a figure is formatted for display before it is reported, and no longer compares with anything.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-7.3", "P9-9.1")
FIELD = "api"
SELECTION = (
    "The Database Confirms The API's Answers About Jobs And Documents",
    "The API Says The Same As The Database",
)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents
    from pipeline.api.schemas import Document

    def rounded(document: Document) -> Document:
        return document.model_copy(update={"bytes_len": round(document.bytes_len / 1024) * 1024})

    alter(documents, "Document", rounded)
