"""Every health check of the API takes a tenth of a second.

In real life: each check asks all dependencies in turn and caches nothing. The more often monitors ask, the worse it
gets.
"""

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-2.1",)
FIELD = "performance"
SELECTION = ("95 Percent Of Health Requests Take Under 50 Milliseconds",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    delay(health.Dependencies, "states", 0.1)
