"""The API's pool hands out connections to the database that have broken.

In real life: the pool does not check what it hands out. After a restart of the database only a restart helps.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4")
FIELD = "failure"
SELECTION = ("Every Document Recovers After A Database Outage",)
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
