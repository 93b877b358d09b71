"""Workers retry a failed stage for ever, because they do not count retries.

In real life: the count is raised in a copy of the job that is never saved.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("Retries Stay Within Bounds While The Model Throttles",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FAIL", "retry_count = retry_count + ($3 = 'retryable')::int", "retry_count = retry_count")
    note(queue.Queue, "retry_later")
