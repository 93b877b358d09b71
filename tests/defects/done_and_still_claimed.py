"""A finished job still names the worker that did it as its owner.

In real life: the release of a claim is forgotten in the one statement that ends a job.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("C-JOB-9",)
FIELD = "pipeline"
SELECTION = ("A Job That Is Done Belongs To No Worker",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FINISH", "claimed_by = NULL, lease_until = NULL", "lease_until = NULL")
    note(queue.Queue, "finish")
