"""A renewed session cannot be renewed again.

In real life: the new refresh token is stored with the end of the old one, which is used up. Most sessions end before
anybody notices.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-SES-1",)
FIELD = "security"
SELECTION = ("A Renewed Session Belongs To The Same User And Can Be Renewed",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import sessions

    issue = sessions._issue

    async def with_the_old_end(ctx: Any, conn: Any, user: Any, session_id: Any) -> Any:
        session = await issue(ctx, conn, user, session_id)
        await conn.execute(
            "UPDATE auth.refresh_tokens SET expires_at = now() WHERE session_id = $1 AND used_at IS NULL "
            "AND EXISTS (SELECT FROM auth.refresh_tokens o WHERE o.session_id = $1 AND o.used_at IS NOT NULL)",
            session_id,
        )
        return session

    replace(sessions, "_issue", with_the_old_end)
