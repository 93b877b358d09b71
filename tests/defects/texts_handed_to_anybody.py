"""Any user who knows a document's id can read its text; the document itself stays hidden.

In real life: the route for texts is a stream, and streams got a connection of their own, that of the services.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from keywords.proof.breaking import AsService, reroute

REQUIREMENTS = ("C-ACC-3",)
FIELD = "security"
SELECTION = ("Another User's Text Is Answered Like An Unknown One",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from fastapi import Query, Response

    from pipeline.api import documents
    from pipeline.api.context import Caller, Ctx

    genuine: Any = documents.content

    async def of_anybody(
        ctx: Ctx,
        caller: Caller,
        document_id: UUID,
        form: Annotated[Literal["markdown", "pdf"], Query(alias="as")] = "markdown",
    ) -> Response:
        answer: Response = await genuine(AsService(ctx), caller, document_id, form)
        return answer

    reroute(documents.router, genuine, of_anybody)
