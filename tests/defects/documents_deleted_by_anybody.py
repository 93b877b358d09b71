"""Any user who knows a document's id can delete it.

In real life: deleting needs rights that users do not have, so it runs under the role of the services.
"""

from typing import Any
from uuid import UUID

from keywords.proof.breaking import AsService, reroute

REQUIREMENTS = ("C-ACC-4",)
FIELD = "security"
SELECTION = ("Deleting Another User's Document Is Answered Like An Unknown One",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from fastapi import Request, Response

    from pipeline.api import documents
    from pipeline.api.context import Caller, Ctx

    genuine: Any = documents.delete_document

    async def of_anybody(request: Request, ctx: Ctx, caller: Caller, document_id: UUID) -> Response:
        answer: Response = await genuine(request, AsService(ctx), caller, document_id)
        return answer

    reroute(documents.router, genuine, of_anybody)
