"""A worker that stops drops its jobs without handing them back.

In real life: the process exits as soon as it gets the signal. Each deployment leaves jobs that wait for a lease to
expire.
"""

import asyncio
import os
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-2.5", "P9-4.4")
FIELD = "failure"
SELECTION = ("A Stopped Worker Keeps No Job",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker import worker

    async def at_once(self: Any, claiming: asyncio.Task[None]) -> None:
        await self._sign_off()
        os._exit(0)

    replace(worker.BaseWorker, "_finish", at_once)
