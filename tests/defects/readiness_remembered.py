"""Readiness remembers a good answer for a minute before it looks again.

In real life: looking seemed too expensive, so the answer is cached for as long as dashboards take to refresh.
"""

from typing import Any

from keywords.proof.breaking import put
from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.3", "P4-2.4", "P9-8.2")
FIELD = "failure"
SELECTION = (
    "Readiness Reports Within 5 Seconds That The Database Is Away",
    "Readiness Reports Within 5 Seconds That The Parser Is Away",
    "Readiness Reports Within 5 Seconds That The Model Is Away",
    "Readiness Reports Within 5 Seconds That The Storage Is Away",
    "Readiness Reports Within 5 Seconds That A Silent Database Is Unavailable",
    "Readiness Reports Within 5 Seconds That A Full Storage Is Unavailable",
    "Readiness Reports Within 5 Seconds That A Full Database Is Unavailable",
    "Readiness Reports A Database Without Free Connections Within 5 Seconds",
    "Every Step Of The Database Runbook Works",
    "Every Step Of The Storage Runbook Works",
    "Every Step Of The Provider Runbook Works",
    "Every Step Of The Worker Runbook Works",
    "No Answer Claims All Is Well While The API Cannot Reach The Model",
    "No Answer Claims All Is Well When The Database Fails As Webhooks Arrive",
    "No Answer Claims All Is Well When The Storage Fails And The Model Throttles",
    "No Answer Claims All Is Well Through 45 Seconds Without LlamaParse",
    "No Answer Claims All Is Well Through 45 Seconds Without OpenAI",
    "No Answer Claims All Is Well Through 45 Seconds Without The Storage",
    "No Answer Claims All Is Well Through 45 Seconds Without The Database",
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
