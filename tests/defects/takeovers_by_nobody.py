"""A takeover names the worker that had the job but not the one that has it now.

In real life: an audit line names one side only. A later look into a double claim cannot tell the two apart.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-7.6", "P9-13.2", "P9-19.3")
FIELD = "failure"
SELECTION = ("A Job Of A Killed Worker Is Taken Over While The Parser Is Silent",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "CLAIM", "'taken_over_by', $1::text, ", "")
    note(queue.Queue, "claim")
