"""When the database cannot be asked for jobs, a worker asks no more for longer than anybody waits; it lives meanwhile.

In real life: after an error a loop pauses for the minutes that some outage once took. Whoever looks sees workers that
are well, and a queue that grows.
"""

import asyncio
import contextlib
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4", "P3-13.4")
FIELD = "failure"
SELECTION = ("Recovery From A Database Outage Is Quick Enough",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"
PAUSE_SECONDS = 45.0


def apply() -> None:
    from pipeline.database.pool import DatabaseAway
    from pipeline.worker import worker

    async def with_a_pause(self: Any) -> None:
        while not self._stopping.is_set():
            self._news.clear()
            try:
                awaited, wait = self._news, await self._take_what_fits()
            except DatabaseAway:
                awaited, wait = self._stopping, PAUSE_SECONDS
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(awaited.wait(), wait)

    replace(worker.BaseWorker, "_claim_forever", with_a_pause)
