"""A job whose worker was lost silently becomes a dead letter.

In real life: what a dead worker held counts as what killed it. Machines restart daily.
"""

from typing import Any

from keywords.proof.breaking import put_aside
from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.4", "P4-2.5")
FIELD = "failure"
SELECTION = (
    "The Jobs Of Killed Workers Are Taken Up Again",
    "In Whatever Stage A Worker Dies, Its Documents Come To Their End",
    "Every Document Survives Ten Random Deaths",
    "Documents Recover From A Worker That Crashes Again And Again",
    "Documents Recover When Workers Die Before A Silent Parser",
    "The Jobs Of A Sleeping Worker All Come To Their End",
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
