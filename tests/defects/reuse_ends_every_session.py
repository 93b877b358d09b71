"""The second use of a refresh token ends every session of its user.

In real life: to be safe, sessions are revoked by the user. A page that sends a request twice signs the user out
everywhere.
"""

from contextvars import ContextVar
from typing import Any
from uuid import UUID

from keywords.proof.breaking import put, reroute

REQUIREMENTS = ("C-SES-5",)
FIELD = "security"
SELECTION = ("The Second Use Of A Refresh Token Leaves Other Sessions Alone",)
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
            await conn.execute(
                "UPDATE auth.sessions SET revoked_at = now() WHERE user_id = "
                "(SELECT user_id FROM auth.sessions WHERE session_id = $1)",
                session_id,
            )
        else:
            await revoke(conn, session_id)

    put(sessions, "_revoke", ended)
    reroute(sessions.router, genuine, refresh)
