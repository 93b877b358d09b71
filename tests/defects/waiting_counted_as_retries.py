"""A job that waits for an absent service counts each wait as a retry, though it never spends one.

In real life: the counter sits in the statement that puts a job down, whatever the reason.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-19.3", "P9-13.2", "P4-7.6")
FIELD = "failure"
SELECTION = ("Retries Stay Within Bounds When The Storage Fails And The Model Throttles",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FAIL", "($3 = 'retryable' AND $8::text IS NULL)::int", "($3 = 'retryable')::int")
    note(queue.Queue, "hold")
