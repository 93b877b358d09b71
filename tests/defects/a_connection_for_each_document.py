"""A worker opens a connection to the database for each text that it cuts, and closes none of the first forty.

In real life: a helper makes its own pool each time it is called. It works until enough documents came by.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.4",)
FIELD = "performance"
SELECTION = ("The Measured Database Connections Are Within The Limit",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
MOST = 20  # in each of two workers


def apply() -> None:
    import asyncpg

    from pipeline.settings import load
    from pipeline.worker import queue

    advance, kept = queue.Queue.advance, list[Any]()

    async def and_connect(self: Any, *args: Any, **named: Any) -> Any:
        if len(kept) < MOST:
            kept.append(await asyncpg.connect(load().secret("worker_database_url")))
        return await advance(self, *args, **named)

    replace(queue.Queue, "advance", and_connect)
