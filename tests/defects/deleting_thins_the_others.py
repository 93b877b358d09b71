"""Deleting a document also deletes the last chunk of each of the user's others.

In real life: chunks are deleted by the user and their place, since the statement was made for another table.
"""

from typing import Any
from uuid import UUID

from keywords.proof.hook import replace

REQUIREMENTS = ("C-DEL-9",)
FIELD = "data"
SELECTION = ("Deleting One Document Leaves The Others Whole",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents

    genuine = documents.erase

    async def and_more(ctx: Any, conn: Any, user_id: UUID, document_id: UUID) -> bool:
        gone = await genuine(ctx, conn, user_id, document_id)
        await conn.execute("SET LOCAL ROLE service_role")
        await conn.execute(
            "DELETE FROM upload_pipeline.document_chunks c WHERE user_id = $1 AND chunk_ord = "
            "(SELECT max(chunk_ord) FROM upload_pipeline.document_chunks o WHERE o.document_id = c.document_id)",
            user_id,
        )
        await conn.execute("SET LOCAL ROLE authenticated")
        return gone

    replace(documents, "erase", and_more)
