"""Each look at the list of documents adds an entry to the audit log.

In real life: somebody wants to know who reads what, and the trail of changes drowns.
"""

from uuid import UUID

from keywords.proof.breaking import reroute

REQUIREMENTS = ("C-AUD-9",)
FIELD = "security"
SELECTION = ("Reading And Refused Attempts At Others' Data Add No Entry",)
SERVICES = ("api",)
MODULE = "pipeline.api.documents"


def apply() -> None:
    from fastapi import Request

    from pipeline.api import documents
    from pipeline.api.context import Caller, Ctx, audit
    from pipeline.api.jobs import Limit, Offset
    from pipeline.api.schemas import Documents

    genuine = documents.list_documents

    async def watched(request: Request, ctx: Ctx, caller: Caller, limit: Limit = 100, offset: Offset = 0) -> Documents:
        async with ctx.as_user(caller) as conn:
            await audit(conn, request, UUID(str(caller.user_id)), "documents.listed", None)
        return await genuine(ctx, caller, limit, offset)

    reroute(documents.router, genuine, watched)
