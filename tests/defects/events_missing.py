"""No event says that a document is finalized, so live status waits for ever.

In real life: a change of the last step goes around the code that wrote the event.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-7.2", "P7-5.3", "P9-10.1", "P9-12.3", "P4-3.1", "P9-4.8")
FIELD = "data"
SELECTION = (
    "The History Of One Document Is Flawless",
    "A Webhook Leaves The History Flawless",
    "The History And The Stored Objects Agree",
    "The Life Cycle Of A Job Is Flawless",
    "The Histories Of Five Simultaneous Documents Are Flawless",
    "Unreadable Documents Leave The Histories Of Good Ones Flawless",
    "The History Of A Returning User's Documents Is Flawless",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FINISH", "(1, 'stage_done'), (2, 'finalized')", "(1, 'stage_done')")
    note(queue.Queue, "finish")
