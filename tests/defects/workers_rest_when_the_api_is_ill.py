"""Workers take no jobs while the API is unhealthy, although they reach all that they need.

In real life: one health status covers the whole pipeline, and each part asks for it. What one part lacks stops them
all.
"""

from typing import Any

from keywords.proof.breaking import health_of
from keywords.proof.hook import replace

REQUIREMENTS = ("P2-14.4", "P3-6.1", "P9-4.7")
FIELD = "failure"
SELECTION = ("Documents Still Complete While The API Cannot Reach The Model",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.settings import load
    from pipeline.worker import queue

    api, claim = load().api_url, queue.Queue.claim

    async def if_the_api_is_well(self: queue.Queue, most: int) -> list[Any]:
        return await claim(self, most) if await health_of(api) == "healthy" else []

    replace(queue.Queue, "claim", if_the_api_is_well)
