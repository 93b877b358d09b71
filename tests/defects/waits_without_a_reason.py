"""A document that waits for an absent service does not say for which.

In real life: only failures that cost an attempt were thought worth a message. The user sees a document that stands
still.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-7.5",)
FIELD = "failure"
SELECTION = ("A Document That Meets A Model Outage Says Why It Waits And Is Done Afterwards",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FAIL", "last_error = $5::jsonb,", "last_error = CASE WHEN $8::text IS NULL THEN $5::jsonb END,")
    note(queue.Queue, "_fail")
