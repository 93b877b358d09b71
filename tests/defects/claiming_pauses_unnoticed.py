"""A worker that cannot reach the database stops asking for jobs for 45 seconds but looks alive.

In real life: after an error the loop pauses for as long as an earlier outage took. The workers look well while the
queue grows.
"""

import asyncio
import contextlib
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4", "P3-13.4")
FIELD = "failure"
SELECTION = ("Recovery From A Database Outage Takes No Longer Than Required",)
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
