"""Jobs start in order of arrival, with no fairness between users.

In real life: this is the queue of the first version. A user who uploads a thousand documents keeps everyone else
waiting.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P9-13.1",)
FIELD = "pipeline"
SELECTION = ("A Light User Waits For At Most 60 Percent Of A Heavy User's Queue",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    put(queue, "NOT_BEGUN", (queue.NOT_BEGUN[0], "created_at"))
    note(queue.Queue, "claim")
