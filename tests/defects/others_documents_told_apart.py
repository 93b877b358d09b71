"""Another user's document is answered 404 as an unknown one is, in words that tell the two apart.

In real life: the person at the help desk should see what went wrong, and the status was agreed on.
"""

from uuid import UUID

from keywords.proof.breaking import reroute

REQUIREMENTS = ("C-ACC-2",)
FIELD = "security"
SELECTION = ("Another User's Document Is Answered Like An Unknown One",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from pipeline.api import documents
    from pipeline.api.context import Caller, Ctx
    from pipeline.api.schemas import Document
    from pipeline.serving import Refusal

    genuine = documents.get_document

    async def helpful(ctx: Ctx, caller: Caller, document_id: UUID) -> Document:
        try:
            return await genuine(ctx, caller, document_id)
        except Refusal:
            async with ctx.as_service() as conn:
                there = await conn.fetchval(
                    "SELECT EXISTS (SELECT FROM upload_pipeline.documents WHERE document_id = $1)", document_id
                )
            if there:
                raise Refusal(404, "not_found", "You have no such document.") from None
            raise

    reroute(documents.router, genuine, helpful)
