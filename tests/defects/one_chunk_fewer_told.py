"""The API reports one chunk fewer than the database holds.

In real life: one place counts from zero and another from one. No one checks the API's count.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-3.1", "P7-2.11")
FIELD = "api"
SELECTION = ("The Database Confirms Every Endpoint",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents
    from pipeline.api.schemas import Document

    def one_fewer(document: Document) -> Document:
        return document.model_copy(update={"chunks": max(0, document.chunks - 1)})

    alter(documents, "Document", one_fewer)
