"""A document tells the hash of its text as the hash of its file.

In real life: two columns have names that are alike. Both are 64 digits long.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-CALL-6",)
FIELD = "contract"
SELECTION = ("A Document Is Described As It Was Announced",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents, schemas

    described = schemas.Document

    def by_text(**row: Any) -> Any:
        return described(**{**row, "file_sha256": row["parsed_sha256"] or row["file_sha256"]})

    replace(documents, "Document", by_text)
