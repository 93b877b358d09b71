"""A job that is given up becomes a dead letter in silence: no event tells that it has ended.

In real life: events are written where work succeeds; nobody who follows them ever learns of what was given up.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("The End Of Every Dead Letter Is Told",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    told = ") AS steps (n, type, severity)"
    setattr(queue, "FAIL", queue.FAIL.replace(told, f"{told} WHERE type <> 'finalized'"))  # noqa: B010
    bury = queue.Queue.bury

    async def silently(self: queue.Queue, *args: Any, **named: Any) -> None:
        await bury(self, *args, **named)

    replace(queue.Queue, "bury", silently)
