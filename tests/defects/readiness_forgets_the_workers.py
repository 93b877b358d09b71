"""Readiness no longer names the workers, so it does not say whether any run.

In real life: the look at this dependency was too slow and was removed.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-3.5",)
FIELD = "monitoring"
SELECTION = ("Readiness Names At Least Five Dependencies",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    def without_workers(states: dict[str, str]) -> dict[str, str]:
        return {name: state for name, state in states.items() if name != "workers"}

    alter(health.Dependencies, "states", without_workers)
