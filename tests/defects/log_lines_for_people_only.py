"""Workers print a line that no program can read for each finished job.

In real life: a print helped during debugging and stayed.
"""

import sys
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-9.4",)
FIELD = "monitoring"
SELECTION = ("Every Log Line Is JSON",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    finish = queue.Queue.finish

    async def telling(self: queue.Queue, job: Any) -> None:
        await finish(self, job)
        sys.stdout.write(f">>> job done: {job.job_id}\n")
        sys.stdout.flush()

    replace(queue.Queue, "finish", telling)
