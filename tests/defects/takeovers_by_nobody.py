"""A job that is taken over tells whose it was, and not who has it now.

In real life: an audit line that names one side only; who looks into a double claim later cannot tell the two apart.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-7.6", "P9-13.2", "P9-19.3")
FIELD = "failure"
SELECTION = ("Jobs Of Workers Killed Before A Silent Parser Are Taken Over",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "CLAIM", "'taken_over_by', $1::text, ", "")
    note(queue.Queue, "claim")
