"""Readiness remembers a good answer for a minute before it looks again.

In real life: looking seemed too expensive, so the answer is cached for as long as dashboards take to refresh.
"""

from typing import Any

from keywords.proof.breaking import put
from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4")
FIELD = "failure"
SELECTION = (
    "Readiness Says Soon That The Database Is Away",
    "Readiness Says Soon That The Parser Is Away",
    "Readiness Says Soon That The Model Is Away",
    "Readiness Says Soon That The Storage Is Away",
    "Users Are Told The Truth While The Database Is Silent",
    "Readiness Says Soon That The Storage Is Full",
    "Readiness Says Soon That The Database Is Full",
    "Readiness Says Soon That There Is No Connection",
    "Every Step Of The Runbook For The Database Works",
    "Every Step Of The Runbook For The Storage Works",
    "Every Step Of The Runbook For A Provider Works",
    "Every Step Of The Runbook For The Workers Works",
)
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    states = health.Dependencies.states

    async def of_this_minute(self: Any) -> dict[str, str]:
        all_well = set(self._seen.values()) == {"available"}
        put(health, "REMEMBERED", 60.0 if all_well else 1.0)
        return await states(self)

    replace(health.Dependencies, "states", of_this_minute)
