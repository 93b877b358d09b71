"""Any user who knows a conversation's id can read it and go on with it.

In real life: the code looks conversations up by id alone, under the service role, because ids seem secret.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy

from keywords.proof.breaking import put, reroute

REQUIREMENTS = ("P9-11.4", "C-ACC-9")
FIELD = "security"
SELECTION = ("A User Cannot Join Another User's Conversation",)
SERVICES = ("api",)
MODULE = "pipeline.api.chat"


def apply() -> None:
    from pipeline.api import chat
    from pipeline.api.context import Caller, Ctx
    from pipeline.api.schemas import ChatAnswer, Message
    from pipeline.api.tokens import Claims
    from pipeline.database.pool import Connection

    async def of_any_user(ctx: Ctx, caller: Caller, asked: Message) -> ChatAnswer:
        @asynccontextmanager
        async def as_service(claims: Claims) -> AsyncIterator[Connection]:
            async with ctx.as_user(claims) as conn:
                await conn.execute("SET LOCAL ROLE service_role")
                yield conn

        wide = copy(ctx)
        put(wide, "as_user", as_service)
        return await chat.chat(wide, caller, asked)

    reroute(chat.router, chat.chat, of_any_user)
