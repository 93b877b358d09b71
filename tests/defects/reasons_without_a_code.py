"""Dead letters have a sentence and no code of their own.

In real life: the codes were an afterthought, and "unknown" is what the mapping says for everything that is new.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.3",)
FIELD = "failure"
SELECTION = ("Every Unreadable Document Ends As A Dead Letter With A Reason",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue
    from pipeline.worker.failures import Permanent
    from pipeline.worker.job import Job

    bury = queue.Queue.bury

    async def without_a_code(self: queue.Queue, job: Job, failure: Any, *, resubmit: bool = False) -> None:
        await bury(self, job, Permanent("unknown", failure.message), resubmit=resubmit)

    replace(queue.Queue, "bury", without_a_code)
