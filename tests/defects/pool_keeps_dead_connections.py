"""The API gives each connection to the database back to its pool, also one that has broken, and borrows it again.

In real life: a pool that does not look at what it hands out. After a restart of the database only a restart helps.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4")
FIELD = "failure"
SELECTION = ("Every Document Recovers When The Database Is Back",)
SERVICES = ("api",)
MODULE = "pipeline.database.pool"


def apply() -> None:
    import asyncpg

    from pipeline.database import pool

    free: list[Any] = []

    @asynccontextmanager
    async def as_it_is(self: Any) -> AsyncIterator[Any]:
        try:
            conn = free.pop() if free else await asyncpg.connect(self._url, timeout=3, command_timeout=self._timeout)
        except pool.UNAVAILABLE as error:
            raise pool.DatabaseAway("the database cannot be reached") from error
        try:
            await pool._prepare(conn)
            yield conn
        except (*pool.OVERDUE, *pool.UNAVAILABLE) as error:
            raise pool.DatabaseAway("the database cannot be reached") from error
        finally:
            free.append(conn)

    replace(pool.Database, "_borrowed", as_it_is)
