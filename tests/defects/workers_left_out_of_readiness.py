"""Readiness names no workers.

In real life: the workers were moved to other machines, and their line was removed.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-HLT-2",)
FIELD = "contract"
SELECTION = ("Readiness Names Each Dependency And Its State",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    states = health.Dependencies.states

    async def without_workers(self: Any) -> dict[str, str]:
        return {name: state for name, state in (await states(self)).items() if name != "workers"}

    replace(health.Dependencies, "states", without_workers)
