"""A job that waits for an absent service counts each wait as a retry, though it never spends one.

In real life: the counter sits in the statement that puts a job down, whatever the reason.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-2.2",)
FIELD = "failure"
SELECTION = (
    "Retries Stay Within Bounds While The Model Throttles",
    "Retries Stay Within Bounds While The Parser Throttles",
    "Retries Stay Within Bounds When The Storage Fails And The Model Throttles",
    "Retries Stay Within Bounds After An Error In Each Stage",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FAIL", "($3 = 'retryable' AND $8::text IS NULL)::int", "($3 = 'retryable')::int")
    note(queue.Queue, "hold")
