"""A request waits half a minute for a database that is away and tries once more, instead of failing.

In real life: a driver was configured to be patient. Users see a page that loads for ever, and every process is busy.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4")
FIELD = "failure"
SELECTION = (
    "No Answer Takes Longer Than Required While The Database Is Away",
    "No Answer Takes Longer Than Required While The Database Is Silent",
)
SERVICES = ("api",)
MODULE = "pipeline.database.pool"
PATIENCE = 30.0


def apply() -> None:
    from pipeline.database import pool

    borrowed = pool.Database._borrowed

    @asynccontextmanager
    async def patiently(self: pool.Database) -> AsyncIterator[Any]:
        try:
            async with borrowed(self) as conn:
                await conn.fetchval("SELECT 1")
        except pool.DatabaseAway:
            await asyncio.sleep(PATIENCE)
        async with borrowed(self) as conn:
            yield conn

    replace(pool.Database, "_borrowed", patiently)
