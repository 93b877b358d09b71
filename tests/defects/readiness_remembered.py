"""Readiness that has found all well looks again after a minute, and meanwhile tells what it remembers.

In real life: looking was found too expensive, and the answer is cached for as long as dashboards refresh.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4")
FIELD = "failure"
SELECTION = (
    "--test", "Readiness Reports Within 5 Seconds That The Database Is Away",
    "--test", "Readiness Reports Within 5 Seconds That The Parser Is Away",
    "--test", "Readiness Reports Within 5 Seconds That The Model Is Away",
    "--test", "Readiness Reports Within 5 Seconds That The Storage Is Away",
    "--test", "Readiness Reports Within 5 Seconds That A Silent Database Is Unavailable",
    "--test", "Readiness Reports Within 5 Seconds That A Full Storage Is Unavailable",
    "--test", "Readiness Reports Within 5 Seconds That A Full Database Is Unavailable",
    "--test", "Readiness Reports A Database Without Free Connections Within 5 Seconds",
    "--test", "Every Step Of The Database Runbook Works",
    "--test", "Every Step Of The Storage Runbook Works",
    "--test", "Every Step Of The Provider Runbook Works",
    "--test", "Every Step Of The Worker Runbook Works",
)  # fmt: skip
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    states = health.Dependencies.states

    async def of_this_minute(self: Any) -> dict[str, str]:
        all_well = set(self._seen.values()) == {"available"}
        setattr(health, "REMEMBERED", 60.0 if all_well else 1.0)  # noqa: B010
        return await states(self)

    replace(health.Dependencies, "states", of_this_minute)
