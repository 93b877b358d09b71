"""A document that cannot be processed is given up with the word `error`.

In real life: an exception handler around everything. Whoever uploaded the document learns nothing, and asks support.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.3", "P9-4.8")
FIELD = "pipeline"
SELECTION = (
    "--test", "Every Unreadable Document Ends As A Dead Letter With A Reason",
    "--test", "The Reasons Tell The Kinds Of Trouble Apart",
    "--test", "Reasons For Unreadable Documents Are Told Apart",
)  # fmt: skip
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    bury = queue.Queue.bury

    async def silently(self: queue.Queue, job: Any, failure: Any, *, resubmit: bool = False) -> None:
        failure.message = "error"
        await bury(self, job, failure, resubmit=resubmit)

    replace(queue.Queue, "bury", silently)
