"""Signing out ends all sessions of the user, also those on other devices.

In real life: sessions are found by their user, because that is the column with an index.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.4", "P2-4.5", "C-SES-8")
FIELD = "security"
SELECTION = (
    "A User Signs In, Renews The Session And Signs Out",
    "Every Step From Registration To Sign-Out Works As It Should",
    "Signing Out Leaves Other Sessions Of The User Alone",
)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"
REVOKE = """
UPDATE auth.sessions SET revoked_at = now()
WHERE user_id = (SELECT user_id FROM auth.sessions WHERE session_id = $1)
"""


def apply() -> None:
    from pipeline.api import sessions

    async def every(conn: Any, session_id: Any) -> None:
        await conn.execute(REVOKE, session_id)

    replace(sessions, "_revoke", every)
