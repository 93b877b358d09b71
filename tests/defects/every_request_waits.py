"""Every request of a user waits a fifth of a second for the database.

In real life: each request opens a new connection, to a database that is far away.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-2.2", "P7-2.3", "P7-2.4")
FIELD = "performance"
SELECTION = (
    "95 Percent Of Read Requests Take Under 200 Milliseconds",
    "95 Percent Of Requests That Write Or Ask Take Under 200 Milliseconds",
    "95 Percent Of Token Checks Take Under 100 Milliseconds",
    "95 Percent Of Status Requests Take Under 150 Milliseconds",
)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    as_user = context.Context.as_user

    @asynccontextmanager
    async def in_a_while(self: Any, caller: Any) -> AsyncIterator[Any]:
        await asyncio.sleep(0.22)
        async with as_user(self, caller) as conn:
            yield conn

    replace(context.Context, "as_user", in_a_while)
