"""A process exits if it gets no connection to the database, no file handle for the storage, or finds a disk full.

In real life: the supervisor will start it again. Until then users wait, and the jobs that it held lie idle.
"""

import errno
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-5.1", "P9-8.2", "P9-19.3")
FIELD = "failure"
SELECTION = (
    "No API Or Worker Process Dies While No Database Connection Is Free",
    "No API Or Worker Process Dies While The API Has No Free File Handle",
    "No API Or Worker Process Dies While The Storage Is Full",
    "No API Or Worker Process Dies While The Database Is Full",
)
SERVICES = ("api", "worker")
MODULE = "pipeline.storage.client"
FULL = 507


def apply() -> None:
    import aiohttp
    import asyncpg

    from pipeline.database import pool
    from pipeline.storage import client

    left_nothing = (asyncpg.TooManyConnectionsError, asyncpg.DiskFullError, asyncpg.CannotConnectNowError)

    borrowed, answer = pool.Database._borrowed, client.StorageClient._answer

    @asynccontextmanager
    async def or_end(self: pool.Database) -> AsyncIterator[Any]:
        try:
            async with borrowed(self) as conn:
                yield conn
        except pool.DatabaseAway as error:
            if isinstance(error.__cause__, left_nothing):
                os._exit(1)
            raise
        except asyncpg.DiskFullError:
            os._exit(1)

    @asynccontextmanager
    async def answered_or_end(self: client.StorageClient, *args: Any, **named: Any) -> AsyncIterator[Any]:
        if self._session is None:  # a connection for each call, so that each needs a handle
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        try:
            async with answer(self, *args, **named) as found:
                yield found
        except client.StorageUnavailable as error:
            if getattr(error.__cause__, "errno", None) == errno.EMFILE or error.status == FULL:
                os._exit(1)
            raise

    replace(pool.Database, "_borrowed", or_end)
    replace(client.StorageClient, "_answer", answered_or_end)
