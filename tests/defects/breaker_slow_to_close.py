"""Uploads fail with 500 during an outage, for 15 seconds after it, and for 15 seconds after each start.

In real life: a circuit breaker starts open, closes far too late, and raises an exception that no handler translates.
"""

import asyncio
import time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from keywords.proof.breaking import put
from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4", "P4-6.1", "P9-4.5", "P4-5.1", "P9-8.2")
FIELD = "failure"
SELECTION = (
    "Uploads Resume By Themselves In Time Once The Database Is Back",
    "Uploads Resume By Themselves In Time Once The Database Answers Again",
    "Uploads Resume In Time Once Database Connections Are Free",
    "Uploads Resume In Time Once The API Has Free File Handles",
    "Uploads Resume In Time Once The API Is Back",
    "Users See No Error But 503 While The Database Is Full",
    "Uploads Resume In Time After Ten Random Kills",
)
SERVICES = ("api",)
MODULE = "pipeline.api.app"
OPEN_SECONDS = 15.0
TRIPS_SECONDS = 1.5  # a slower statement opens the breaker


def apply() -> None:
    from pipeline.api import app, uploads
    from pipeline.database.pool import Database
    from pipeline.serving import broken

    broke, answer = [time.monotonic()], uploads._answer

    async def at_once(*_: Any) -> Any:
        broke[0] = time.monotonic()
        return broken()

    async def if_closed(ctx: Any, *args: Any) -> Any:
        if time.monotonic() < broke[0] + OPEN_SECONDS:
            raise RuntimeError("the circuit breaker is open")
        storage = urlsplit(ctx.settings.storage_url)
        try:
            _, probe = await asyncio.open_connection(storage.hostname, storage.port)
        except OSError:
            broke[0] = time.monotonic()
            raise
        probe.close()
        return await answer(ctx, *args)

    put(app, "Database", partial(Database, timeout=TRIPS_SECONDS))
    replace(app, "_away", at_once)
    replace(uploads, "_answer", if_closed)
