"""Every failure of a document is reported as `internal_error`, without a message.

In real life: one exception handler surrounds everything. The user learns nothing and asks support.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.3", "P9-4.8")
FIELD = "pipeline"
SELECTION = (
    "Every Unreadable Document Ends As A Dead Letter With A Reason",
    "The Reasons Tell The Kinds Of Trouble Apart",
    "Reasons For Unreadable Documents Are Told Apart",
    "Dead Letters Say Why",
    "People Are Told What Is Wrong With Changed Data",
    "What Goes Wrong With The Parser Is Told By Its Own Reason",
    "What Goes Wrong With The Model Is Told By Its Own Reason",
    "Errors Reach The User As What They Are",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    fail = queue.Queue._fail

    async def silently(self: queue.Queue, job: Any, failure: Any, *args: Any) -> None:
        failure.code, failure.message = "internal_error", ""
        await fail(self, job, failure, *args)

    replace(queue.Queue, "_fail", silently)
