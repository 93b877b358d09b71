"""A failed stage is tried again for ever: that it was tried before is not counted.

In real life: the count is raised in a copy of the job that nobody saves.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("Throttled Documents Are Retried Within Bounds",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    counted = "retry_count = retry_count + ($3 = 'retryable')::int"
    setattr(queue, "FAIL", queue.FAIL.replace(counted, "retry_count = retry_count"))  # noqa: B010
    retry_later = queue.Queue.retry_later

    async def uncounted(self: queue.Queue, *args: Any, **named: Any) -> None:
        await retry_later(self, *args, **named)

    replace(queue.Queue, "retry_later", uncounted)
