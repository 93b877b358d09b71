"""The refusal of a sign-in says whether there is such an account; its status is the same.

In real life: support asked for a message that helps. It helps those most who look for accounts.
"""

from keywords.proof.breaking import reroute

REQUIREMENTS = ("C-ACT-5",)
FIELD = "security"
SELECTION = ("An Unknown Account And A Wrong Password Are Refused In The Same Words",)
SERVICES = ("api",)
MODULE = "pipeline.api.sessions"


def apply() -> None:
    from fastapi import Request

    from pipeline.api import sessions
    from pipeline.api.context import Ctx
    from pipeline.api.schemas import Credentials, Session
    from pipeline.serving import Refusal

    genuine = sessions.login

    async def login(request: Request, ctx: Ctx, given: Credentials) -> Session:
        async with ctx.plain() as conn:
            known = await conn.fetchval("SELECT EXISTS (SELECT FROM auth.users WHERE email = $1)", given.email.lower())
        if not known:
            raise Refusal(401, "wrong_credentials", "The e-mail address is wrong.", {"WWW-Authenticate": "Bearer"})
        return await genuine(request, ctx, given)

    reroute(sessions.router, genuine, login)
