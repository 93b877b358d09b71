"""Readiness no longer names the workers: whether anybody works on documents, it does not say.

In real life: a look at the dependencies was too slow, and was taken out.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-3.5",)
FIELD = "monitoring"
SELECTION = ("Readiness Names Each Dependency",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    states = health.Dependencies.states

    async def without_workers(self: health.Dependencies) -> dict[str, str]:
        return {name: state for name, state in (await states(self)).items() if name != "workers"}

    replace(health.Dependencies, "states", without_workers)
