"""A job becomes a dead letter without an event that says so.

In real life: only successful work writes events. A client that follows them never learns that a job was given up.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("Every Dead Letter Has A Final Event With A Code",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
STEPS = "AS steps (n, type, severity)"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FAIL", STEPS, f"{STEPS} WHERE type <> 'finalized'")
    note(queue.Queue, "bury")
