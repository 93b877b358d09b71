"""Jobs begin in the order in which they came, whosever they are.

In real life: the queue of the first version. Whoever uploads a thousand documents keeps everybody else waiting.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P9-13.1",)
FIELD = "pipeline"
SELECTION = ("A User With Few Documents Does Not Wait For One With Many",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    put(queue, "NOT_BEGUN", (queue.NOT_BEGUN[0], "created_at"))
    note(queue.Queue, "claim")
