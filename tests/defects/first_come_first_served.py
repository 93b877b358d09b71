"""Jobs begin in the order in which they came, whosever they are.

In real life: the queue of the first version. Whoever uploads a thousand documents keeps everybody else waiting.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-13.1",)
FIELD = "pipeline"
SELECTION = ("A User With Few Documents Does Not Wait For One With Many",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    claim = queue.Queue.claim
    queue.NOT_BEGUN = (queue.NOT_BEGUN[0], "created_at")

    async def by_arrival(self: queue.Queue, most: int) -> list[Any]:
        return await claim(self, most)

    replace(queue.Queue, "claim", by_arrival)
