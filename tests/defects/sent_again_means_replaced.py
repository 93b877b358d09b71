"""Uploading a finished document again deletes it, with its id, and processes it anew.

In real life: uploads were made repeatable by erasing what exists and starting again.
"""

from typing import Any
from uuid import UUID

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-8.1",)
FIELD = "data"
SELECTION = (
    "A Second Upload Of The Same Document Is Refused",
    "A Document Sent Twice Has Only One Job",
    "The Refusal Of A Duplicate Names The First Document",
)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"
FINISHED = "SELECT document_id FROM upload_pipeline.documents WHERE file_sha256 = $1 AND processing_status = 'embedded'"


def apply() -> None:
    from pipeline.api import uploads

    check = uploads._check_duplicate

    async def or_replace(conn: Any, sha256: str) -> UUID | None:
        return await conn.fetchval(FINISHED, sha256) or await check(conn, sha256)

    replace(uploads, "_check_duplicate", or_replace)
