"""Every third health check of the API answers 200 and calls the API degraded, although nothing is away.

In real life: one of two processes behind the address still has an old list of what it depends on.
"""

import itertools

from keywords.proof.breaking import alter

REQUIREMENTS = ("P7-2.1",)
FIELD = "monitoring"
SELECTION = ("Every Health Answer Calls The API Healthy",)
SERVICES = ("api",)
MODULE = "pipeline.api.health"


def apply() -> None:
    from pipeline.api import health
    from pipeline.api.schemas import Health

    asked = itertools.count(1)

    def one_in_three(found: Health) -> Health:
        return found.model_copy(update={"status": "degraded"}) if next(asked) % 3 == 0 else found

    alter(health, "_health", one_in_three)
