"""A webhook is refused if it is old, and accepted from any time to come.

In real life: the age is compared, and an age below zero is below the limit.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("C-WEB-4",)
FIELD = "security"
SELECTION = ("A Webhook Of Another Time Is Refused",)
SERVICES = ("api",)
MODULE = "pipeline.api.webhooks"


def apply() -> None:
    import time
    from types import SimpleNamespace

    from pipeline.api import webhooks

    class Age(float):
        def __sub__(self, other: float) -> float:
            return max(0.0, float(self) - other)

    put(webhooks, "time", SimpleNamespace(time=lambda: Age(time.time())))
    note(webhooks, "read_event")
