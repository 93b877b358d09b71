"""A job whose worker was lost silently becomes a dead letter.

In real life: what a dead worker held counts as what killed it. Machines restart daily.
"""

from typing import Any

from keywords.proof.breaking import put_aside
from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.4", "P4-2.5")
FIELD = "failure"
SELECTION = (
    "Every Document Recovers After The Workers Are Killed",
    "Every Document Recovers After A Worker Is Killed In Each Stage",
    "Every Document Recovers After Ten Random Kills",
    "Every Document Recovers Although A Worker Keeps Crashing",
    "Every Document Recovers After Workers Die While The Parser Is Silent",
    "Every Document Recovers After A Worker Sleeps Past Its Lease",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker import worker

    carry = worker.BaseWorker._carry

    async def or_give_up(self: worker.BaseWorker, job: Any) -> None:
        if job.takeovers:
            await put_aside(self.queue.database, job)
        else:
            await carry(self, job)

    replace(worker.BaseWorker, "_carry", or_give_up)
