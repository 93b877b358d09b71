"""A document is said to have one chunk fewer than it has in the database.

In real life: counting starts from zero in one place and from one in another. Nobody counts after the API.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-3.1",)
FIELD = "api"
SELECTION = ("Every Endpoint Says What Is In The Database",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents
    from pipeline.api.schemas import Document

    def one_fewer(**row: Any) -> Document:
        return Document(**{**row, "chunks": max(0, row["chunks"] - 1)})

    replace(documents, "Document", one_fewer)
