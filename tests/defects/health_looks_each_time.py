"""Asking for health takes a tenth of a second each time, and the more often monitors ask, the worse it becomes.

In real life: each look asks every dependency one after the other, and remembers nothing.
"""

from keywords.proof.breaking import delay

REQUIREMENTS = ("P7-2.1",)
FIELD = "performance"
SELECTION = ("The Api Says Quickly That It Is Healthy",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health

    delay(health.Dependencies, "states", 0.1)
