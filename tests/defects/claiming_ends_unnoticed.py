"""When the database cannot be asked for jobs, a worker stops asking for ever; it lives, and says so, and does nothing.

In real life: after an error a loop pauses until it is told to go on, and nobody tells it.
"""

import asyncio
import contextlib
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4")
FIELD = "failure"
SELECTION = ("--test", "Every Document Recovers When The Database Is Back")
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.database.pool import DatabaseAway
    from pipeline.worker import worker

    async def as_long_as_it_goes(self: Any) -> None:
        while not self._stopping.is_set():
            self._news.clear()
            try:
                wait = await self._take_what_fits()
            except DatabaseAway:
                await self._stopping.wait()
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), wait)

    replace(worker.BaseWorker, "_claim_forever", as_long_as_it_goes)
