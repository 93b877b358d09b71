"""A second attempt at chunking silently turns the document into a dead letter.

In real life: the stage finds what its first attempt left and takes it for the work of another job.
"""

from typing import Any

from keywords.proof.breaking import put_aside
from keywords.proof.hook import replace

REQUIREMENTS = ("P4-1.3", "P2-16.3", "P7-2.7")
FIELD = "failure"
SELECTION = ("An Error In Each Of The Nine Stages Is Recovered From",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker import worker

    carry = worker.BaseWorker._carry

    async def or_put_aside(self: worker.BaseWorker, job: Any) -> None:
        if job.stage == "chunking" and job.retry_count:
            await put_aside(self.queue.database, job)
        else:
            await carry(self, job)

    replace(worker.BaseWorker, "_carry", or_put_aside)
