"""As long as the parser or the model is away, everything is refused: search, status and uploads too.

In real life: a gateway takes a service out of use unless its health is perfect.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.1", "P4-7.7")
FIELD = "failure"
SELECTION = ("--test", "Search, Status And Uploads Go On Without The Parser")
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    import aiohttp

    from pipeline.api import context
    from pipeline.serving import Refusal

    as_user = context.Context.as_user

    async def is_there(url: str) -> bool:
        try:
            async with aiohttp.ClientSession() as session, session.get(f"{url}/health") as answer:
                return answer.ok
        except (aiohttp.ClientError, OSError):
            return False

    @asynccontextmanager
    async def if_all_is_well(self: Any, caller: Any) -> AsyncIterator[Any]:
        for provider in (self.settings.llamaparse_url, self.settings.openai_url.removesuffix("/v1")):
            if not await is_there(provider):
                raise Refusal(503, "not_ready", "Not everything is available.", {"Retry-After": "2"})
        async with as_user(self, caller) as conn:
            yield conn

    replace(context.Context, "as_user", if_all_is_well)
