"""One worker does all the work, and the others wait until it is gone.

In real life: a leader is elected for a task that should run once, and the queue ended up under the same roof.
"""

import os
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-3.2", "P7-2.8", "P7-2.11")
FIELD = "pipeline"
SELECTION = ("At Least Two Workers Take Part", "Two Workers Share The Work")
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    claim = queue.Queue.claim

    async def if_we_lead(self: queue.Queue, most: int) -> list[Any]:
        return await claim(self, most) if os.environ["PIPELINE_WORKER_NAME"].endswith("-1") else []

    replace(queue.Queue, "claim", if_we_lead)
