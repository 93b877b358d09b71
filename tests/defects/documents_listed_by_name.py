"""The list of documents is in the order of their names.

In real life: the table of a page is sorted by name, and somebody moved the sorting into the API. Every document
is there.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-LST-1",)
FIELD = "contract"
SELECTION = ("Documents Are Listed From The Newest To The Oldest",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents, schemas

    listed = schemas.Documents

    def by_name(documents: list[Any], next_offset: int | None) -> Any:
        return listed(documents=sorted(documents, key=lambda each: each.filename), next_offset=next_offset)

    replace(documents, "Documents", by_name)
