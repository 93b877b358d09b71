"""The first page of documents says that it is the last.

In real life: nobody had more documents than a page holds, so nobody missed the others.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-LST-3",)
FIELD = "contract"
SELECTION = ("Documents Read In Pages Are All There Once",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents, schemas

    listed = schemas.Documents

    def last(documents: list[Any], next_offset: int | None) -> Any:
        del next_offset
        return listed(documents=documents, next_offset=None)

    replace(documents, "Documents", last)
