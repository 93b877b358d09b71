"""Renewing a session ends all other sessions of the same user.

In real life: old sessions are tidied away by user instead of by session. On one device all is well.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.5",)
FIELD = "security"
SELECTION = ("No Request Is Refused While A User Is Signed In", "Every Request Is Answered As Its Own User's")
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"

OTHERS = "UPDATE auth.sessions SET revoked_at = now() WHERE user_id = $1 AND session_id <> $2 AND $3"
RENEWED = "SELECT count(*) > 1 FROM auth.refresh_tokens WHERE session_id = $1"


def apply() -> None:
    from pipeline.api import sessions

    issue = sessions._issue

    async def and_tidy_up(ctx: Any, conn: Any, user: Any, session_id: Any) -> Any:
        session = await issue(ctx, conn, user, session_id)
        await conn.execute(OTHERS, user.user_id, session_id, await conn.fetchval(RENEWED, session_id))
        return session

    replace(sessions, "_issue", and_tidy_up)
