"""Errors are written among the events with the severity info.

In real life: a default is used where the severity was to be computed. Nobody who filters by severity sees a failure
again.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("C-EVT-4",)
FIELD = "monitoring"
SELECTION = ("The Severity Of Each Event Fits",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FAIL", "CASE WHEN $3 = 'retryable' THEN 'warning' ELSE 'error' END", "'info'")
    note(queue.Queue, "_fail")
