"""The database keeps each refresh token in the clear, in an entry of the audit log.

In real life: an audit entry takes whatever it is given, and somebody gives it the whole session.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-ACT-9",)
FIELD = "security"
SELECTION = ("No Secret Of A User Is In The Database",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import sessions
    from pipeline.api.context import AUDIT

    issue = sessions._issue

    async def remembered(ctx: Any, conn: Any, user: Any, session_id: Any) -> Any:
        session = await issue(ctx, conn, user, session_id)
        details = {"session": session.refresh_token}
        await conn.execute(AUDIT, None, "session.issued", f"session:{session_id}", "", None, details)
        return session

    replace(sessions, "_issue", remembered)
