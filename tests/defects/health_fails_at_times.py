"""One in twenty health checks of the API fails with an error.

In real life: two checks at once share a connection. A second try succeeds, and monitors restart a healthy service.
"""

import itertools

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-2.1",)
FIELD = "monitoring"
SELECTION = ("No Health Request Fails",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    states, times = health.Dependencies.states, itertools.count(1)

    async def at_times(self: health.Dependencies) -> dict[str, str]:
        if next(times) % 20 == 0:
            raise RuntimeError("another look is under way")
        return await states(self)

    replace(health.Dependencies, "states", at_times)
