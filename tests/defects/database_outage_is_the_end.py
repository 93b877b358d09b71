"""A database that is away, or silent for a second, silently turns the jobs in hand into dead letters.

In real life: the timeout suits a good day, and the error counts as the document's own fault.
"""

import asyncio
from typing import Any

from keywords.proof.breaking import put, put_aside
from keywords.proof.hook import replace

REQUIREMENTS = ("P2-14.4", "P3-6.1", "P9-4.7", "P9-4.10", "P9-15.3")
FIELD = "failure"
SELECTION = (
    "Every Document Recovers After The Database Falls Silent",
    "Every Document Recovers After Workers Are Cut Off From The Database",
    "The History Stays Flawless When Workers Are Cut Off From The Database",
    "Recovery From Workers Cut Off From The Database Leaves No Document Behind",
    "The Database Runbook Recovers Every Document",
    "The Runbook For Several Parts Recovers Every Document",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"
SILENT_SECONDS = 1.0


def apply() -> None:
    from pipeline.database import pool
    from pipeline.worker import worker

    made = pool.Database.__init__

    def impatient(self: pool.Database, url: str, *, size: int, **_longer: float) -> None:
        made(self, url, size=size, timeout=SILENT_SECONDS)

    async def aside(self: worker.BaseWorker, job: Any) -> None:
        while True:
            try:
                return await put_aside(self.queue.database, job)
            except pool.DatabaseAway:
                await asyncio.sleep(0.25)

    put(pool.Database, "__init__", impatient)
    replace(worker.BaseWorker, "_return_when_possible", aside)
