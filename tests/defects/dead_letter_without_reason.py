"""Every failure of a document is reported as `internal_error`, without a message.

In real life: one exception handler surrounds everything. The user learns nothing and asks support.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.3", "P9-4.8")
FIELD = "pipeline"
SELECTION = (
    "Every Unreadable Document Ends As A Dead Letter With A Reason",
    "Unreadable Documents Get At Least Five Different Reasons",
    "At Least Five Reasons Tell Unreadable Documents Apart",
    "Every Dead Letter Says Why",
    "Every Noticed Change Is Reported In A Sentence",
    "Every Parser Failure Is Reported With A Specific Reason",
    "Every Model Failure Is Reported With A Specific Reason",
    "Every Error Reaches The User With A Specific Reason",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    fail = queue.Queue._fail

    async def silently(self: queue.Queue, job: Any, failure: Any, *args: Any, **named: Any) -> None:
        failure.code, failure.message = "internal_error", ""
        await fail(self, job, failure, *args, **named)

    replace(queue.Queue, "_fail", silently)
