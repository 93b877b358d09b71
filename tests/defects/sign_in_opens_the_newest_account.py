"""A sign-in with the right password opens the account that was registered last.

In real life: a statement that joins users with their plans loses its condition, and its first row is taken. With a
single user all is well.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-ACT-1",)
FIELD = "security"
SELECTION = ("A User Signs In Again And Is The Same User",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from pipeline.api import sessions
    from pipeline.api.schemas import User

    genuine = sessions._open_session

    async def of_the_newest(ctx: Any, conn: Any, _user: User) -> Any:
        row = await conn.fetchrow(f"SELECT {sessions.USER} FROM auth.users ORDER BY created_at DESC LIMIT 1")
        return await genuine(ctx, conn, User(**row))

    replace(sessions, "_open_session", of_the_newest)
