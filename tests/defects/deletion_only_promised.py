"""Deleting a document answers 204 and deletes nothing.

In real life: deletion moved to a nightly task, and the task was never written.
"""

from uuid import UUID

from fastapi import Response

from keywords.proof.breaking import reroute

REQUIREMENTS = (
    "P9-17.2",
    "P9-8.1",
    "C-DEL-1",
    "C-DEL-2",
    "C-DEL-4",
    "C-DEL-5",
    "C-DEL-6",
    "C-DEL-7",
    "C-DEL-8",
    "C-AUD-8",
)
FIELD = "data"
SELECTION = (
    "Test Data Leaves No Row In The Database",
    "Removed Test Data Leaves No Object",
    "Search Finds No Fact Of A Deleted Old Version",
    "Search Finds No Fact Of A Deleted Document",
    "A Deleted Document Leaves No Chunk",
    "A Deleted Document Cannot Be Opened",
    "The Audit Log Records A Deletion Once",
    "A Deleted Document Leaves No Job",
    "A Deleted Document Leaves No Row Among The Chunks And Vectors",
    "A Sentence Of A Deleted Document Is Nowhere In The Database",
    "A Deleted Document Leaves No Stored Object",
    "Asking For A Deleted Document Is Answered Like Asking For An Unknown One",
    "Deleting A Deleted Document Is Answered Like An Unknown One",
    "Search Finds Nothing Of A Deleted Document",
    "The Agent Answers Nothing From The Deleted Document",
    "A Deletion Is In The Audit Log",
)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents
    from pipeline.api.context import Caller, Ctx

    async def promised(ctx: Ctx, caller: Caller, document_id: UUID) -> Response:
        await documents.get_document(ctx, caller, document_id)
        return Response(status_code=204)

    reroute(documents.router, documents.delete_document, promised)
