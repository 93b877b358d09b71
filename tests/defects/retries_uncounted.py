"""Workers retry a failed stage for ever, because they do not count retries.

In real life: the count is raised in a copy of the job that is never saved.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("Retries Stay Within Bounds After Bad Model Answers",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    counted = "retry_count = retry_count + ($3 = 'retryable' AND $8::text IS NULL)::int"
    edit(queue, "FAIL", counted, "retry_count = retry_count")
    note(queue.Queue, "retry_later")
