"""Asking for health takes a tenth of a second each time, and the more often monitors ask, the worse it becomes.

In real life: each look asks every dependency one after the other, and remembers nothing.
"""

import asyncio
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-2.1",)
FIELD = "performance"
SELECTION = ("The Api Says Quickly That It Is Healthy",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    states = health.Dependencies.states

    async def anew(self: Any) -> dict[str, str]:
        await asyncio.sleep(0.1)
        return await states(self)

    replace(health.Dependencies, "states", anew)
