"""A live connection that begins at the first message also gets those of other users.

In real life: old messages are read by another statement than new ones, under the role of the services.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-ACC-10",)
FIELD = "security"
SELECTION = ("Live Status Is About A User's Own Jobs",)
SERVICES = ("api",)
MODULE = "pipeline.api.live"


def apply() -> None:
    from contextlib import asynccontextmanager
    from typing import Any

    from pipeline.api import live

    genuine = live._send

    class OfEverybody:
        def __init__(self, ctx: Any) -> None:
            self._ctx = ctx

        @asynccontextmanager
        async def as_user(self, caller: Any) -> Any:
            async with self._ctx.as_user(caller) as conn:
                await conn.execute("SET LOCAL ROLE service_role")
                yield conn

    async def to_everybody(socket: Any, ctx: Any, caller: Any, news: Any) -> None:
        await genuine(socket, OfEverybody(ctx), caller, news)  # type: ignore[arg-type]

    replace(live, "_send", to_everybody)
