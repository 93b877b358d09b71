"""The API reports at most 16,777,215 bytes as the size of a file.

In real life: a column has 24 bits, in a database that cuts what does not fit and says nothing.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P3-5.4",)
FIELD = "api"
SELECTION = ("A File Over 100 MB Is Stored Byte For Byte And Its Fact Is Found",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"
MOST = 2**24 - 1


def apply() -> None:
    from pipeline.api import documents
    from pipeline.api.schemas import Document

    def of_24_bits(document: Document) -> Document:
        return document.model_copy(update={"bytes_len": min(document.bytes_len, MOST)})

    alter(documents, "Document", of_24_bits)
