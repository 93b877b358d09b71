"""Readiness reports everything as available without looking.

In real life: a health check that answers 200 was all that the load balancer asked for.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-7.1", "P9-3.5")
FIELD = "monitoring"
SELECTION = ("Readiness Shows When No Worker Is Running", "Readiness Reports Missing Workers")
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    async def all_well(_self: Any) -> dict[str, str]:
        return dict.fromkeys(("database", "storage", "llamaparse", "openai", "workers"), "available")

    replace(health.Dependencies, "states", all_well)
