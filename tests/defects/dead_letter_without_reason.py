"""Whatever goes wrong with a document is told as `internal_error`, without a sentence.

In real life: an exception handler around everything. Whoever uploaded the document learns nothing, and asks support.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.3", "P9-4.8")
FIELD = "pipeline"
SELECTION = (
    "--test", "Every Unreadable Document Ends As A Dead Letter With A Reason",
    "--test", "Unreadable Documents Get At Least Five Different Reasons",
    "--test", "At Least Five Reasons Tell Unreadable Documents Apart",
    "--test", "Every Dead Letter Says Why",
    "--test", "Every Noticed Change Is Reported In A Sentence",
    "--test", "Every Parser Failure Is Reported With A Specific Reason",
    "--test", "Every Model Failure Is Reported With A Specific Reason",
    "--test", "Every Error Reaches The User With A Specific Reason",
)  # fmt: skip
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    fail = queue.Queue._fail

    async def silently(self: queue.Queue, job: Any, failure: Any, *args: Any) -> None:
        failure.code, failure.message = "internal_error", ""
        await fail(self, job, failure, *args)

    replace(queue.Queue, "_fail", silently)
