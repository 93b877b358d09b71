"""Writes do not name the fence under which the job was claimed: a worker that slept through its lease still writes.

In real life: `UPDATE ... WHERE id = ...` without the version that was read. A paused machine is all it takes.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.4",)
FIELD = "failure"
SELECTION = ("A Worker That Wakes After Its Lease Writes Nothing",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    for name in ("HELD", "ADVANCE", "FINISH", "RELEASE", "FAIL"):
        setattr(queue, name, getattr(queue, name).replace("fence = $2 AND state = 'working'", "$2::bigint IS NOT NULL"))
    setattr(queue, "RENEW", queue.RENEW.replace("AND j.fence = held.fence::bigint ", "AND held.fence IS NOT NULL "))  # noqa: B010
    advance = queue.Queue.advance

    async def unfenced(self: queue.Queue, *args: Any, **named: Any) -> Any:
        return await advance(self, *args, **named)

    replace(queue.Queue, "advance", unfenced)
