"""A job's cost includes the call of the parser but not those of the model.

In real life: a second provider is added, and the sum keeps its one line. The figure looks plausible.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.2",)
FIELD = "pipeline"
SELECTION = ("A Job's Reported Cost Equals The Cost Of Its Calls",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    note_progress = queue.Queue.note_progress

    async def for_nothing(self: queue.Queue, conn: Any, job: Any, stage_pct: int, _cost_cents: float) -> None:
        await note_progress(self, conn, job, stage_pct, 0)

    replace(queue.Queue, "note_progress", for_nothing)
