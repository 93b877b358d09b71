"""The second use of a refresh token is refused, and the session of the thief goes on.

In real life: the refusal is in the standard, what follows from it is in a footnote.
"""

from contextvars import ContextVar
from typing import Any
from uuid import UUID

from keywords.proof.breaking import put, reroute

REQUIREMENTS = ("C-SES-4",)
FIELD = "security"
SELECTION = ("The Second Use Of A Refresh Token Ends Its Session",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from fastapi import Request

    from pipeline.api import sessions
    from pipeline.api.context import Ctx
    from pipeline.api.schemas import RefreshToken, Session

    genuine, revoke, renewing = sessions.refresh, sessions._revoke, ContextVar("renewing", default=False)

    async def refresh(request: Request, ctx: Ctx, given: RefreshToken) -> Session:
        renewing.set(True)
        return await genuine(request, ctx, given)

    async def ended(conn: Any, session_id: UUID) -> None:
        if renewing.get():
            return
        await revoke(conn, session_id)

    put(sessions, "_revoke", ended)
    reroute(sessions.router, genuine, refresh)
