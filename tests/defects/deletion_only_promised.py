"""Deleting a document is answered with 204, and nothing is deleted.

In real life: deletion was moved to a task of the night, and the task was never written.
"""

from uuid import UUID

from fastapi import Response

from keywords.proof.hook import noting

REQUIREMENTS = ("P3-11.1", "P9-17.2", "P9-8.1")
FIELD = "data"
SELECTION = (
    "--test", "Removed Test Data Leaves No Row",
    "--test", "Test Data Leaves No Row In The Database",
    "--test", "Removed Test Data Leaves No Object",
    "--test", "Search Finds No Fact Of A Deleted Old Version",
    "--test", "Search Finds No Fact Of A Deleted Document",
    "--test", "A Deleted Document Leaves No Chunk",
    "--test", "A Deleted Document Cannot Be Opened",
    "--test", "The Audit Log Records A Deletion Once",
)  # fmt: skip
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents
    from pipeline.api.context import Caller, Ctx

    async def promised(ctx: Ctx, caller: Caller, document_id: UUID) -> Response:
        await documents.get_document(ctx, caller, document_id)
        return Response(status_code=204)

    routes = documents.router.routes
    routes.remove(next(route for route in routes if getattr(route, "endpoint", None) is documents.delete_document))
    documents.router.add_api_route("/{document_id}", noting(promised), methods=["DELETE"], status_code=204)
