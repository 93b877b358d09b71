"""Every document is worked through to the end and then put aside as failed, without a word.

In real life: the check of the result looks for a field that was renamed, and takes its absence for a failure.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-8.4",)
FIELD = "pipeline"
SELECTION = (
    "The Document Followed Through Every Stage Is Embedded",
    "Five Documents Sent At Once Are All Embedded",
    "Twenty Documents Sent At Once Are All Embedded",
    "Documents Sent Three At A Time Are All Embedded",
    "Documents In Seven Languages Are All Embedded Without An Exception",
    "A Very Large Document Is Embedded",
    "Ten Documents Of A Returning User Are All Embedded",
    "The Documents Of A Heavy And A Light User Are All Embedded",
    "Documents Without A Fault Of Their Own Are Embedded Beside Unreadable Ones",
    "The Traced Document Is Embedded",
    "Every Document With Watched Webhooks Is Embedded",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
STEPS = "AS steps (n, type)"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FINISH", "SET state = 'done',", "SET state = 'deadletter',")
    edit(queue, "FINISH", STEPS, f"{STEPS} WHERE n = 1")
    note(queue.Queue, "finish")
