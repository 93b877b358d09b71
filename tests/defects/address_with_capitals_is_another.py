"""Signing in compares an e-mail address letter by letter; registering keeps small ones.

In real life: the address is lowered where it is stored, and the other place is forgotten. All test accounts have
small letters.
"""

from keywords.proof.breaking import reroute

REQUIREMENTS = ("C-ACT-2",)
FIELD = "security"
SELECTION = ("An Address With Capitals Signs In Again In Any Spelling",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from fastapi import Request

    from pipeline.api import sessions
    from pipeline.api.context import Ctx
    from pipeline.api.schemas import Credentials, Session

    class AsWritten(str):
        def lower(self) -> str:
            return self

    async def login(request: Request, ctx: Ctx, given: Credentials) -> Session:
        given.email = AsWritten(given.email)
        return await genuine(request, ctx, given)

    genuine = sessions.login
    reroute(sessions.router, sessions.login, login)
