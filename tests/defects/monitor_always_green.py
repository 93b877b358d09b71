"""The monitor calls every service ready, whatever it sees.

In real life: the failure PM-10 of iteration 002. Nobody was alerted, because what should have raised the alarm had a
default of "ready".
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-22.3", "P9-9.4")
FIELD = "monitoring"
SELECTION = ("The Monitor Shows Every Stopped Service With A Reason", "The Monitor Shows A Fault Within Half A Minute")
SERVICES = ("monitor",)
MODULE = "pipeline.monitor.conditions"


def apply() -> None:
    from pipeline.monitor import conditions

    for name in ("of_service", "of_database", "of_workers"):
        always(conditions, name, conditions.Condition(conditions.READY))
