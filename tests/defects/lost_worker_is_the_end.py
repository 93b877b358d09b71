"""A document in whose work a worker was lost is given up at once.

In real life: what was found in the hands of a dead worker is taken to be what killed it. Machines restart daily.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.4", "P4-2.5")
FIELD = "failure"
SELECTION = ("--test", "The Jobs Of Killed Workers Are Taken Up Again")
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker import worker
    from pipeline.worker.failures import Permanent

    carry = worker.BaseWorker._carry

    async def or_give_up(self: worker.BaseWorker, job: Any) -> None:
        if job.takeovers:
            await self.queue.bury(job, Permanent("workers_lost", "A worker died over this document."))
        else:
            await carry(self, job)

    replace(worker.BaseWorker, "_carry", or_give_up)
