"""A refresh token works any number of times.

In real life: using a token up and issuing the new one are two statements, and a refactoring loses the first. A stolen
token then opens the account for a month.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.4", "C-SES-2", "C-SES-3")
FIELD = "security"
SELECTION = (
    "A Refresh Token Works Only Once",
    "A Used Refresh Token Renews Nothing",
    "Of Two Renewals With One Token At Once One Succeeds",
)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import sessions

    issue = sessions._issue

    async def forgetting(ctx: Any, conn: Any, user: Any, session_id: Any) -> Any:
        session = await issue(ctx, conn, user, session_id)
        await conn.execute("UPDATE auth.refresh_tokens SET used_at = NULL WHERE session_id = $1", session_id)
        return session

    replace(sessions, "_issue", forgetting)
