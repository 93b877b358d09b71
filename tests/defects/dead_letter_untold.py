"""A job that is given up becomes a dead letter in silence: no event tells that it has ended.

In real life: events are written where work succeeds; nobody who follows them ever learns of what was given up.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("The End Of Every Dead Letter Is Told",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
STEPS = "AS steps (n, type, severity)"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FAIL", STEPS, f"{STEPS} WHERE type <> 'finalized'")
    note(queue.Queue, "bury")
