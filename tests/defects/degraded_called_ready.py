"""The monitor calls the workers ready as long as one of them reports.

In real life: "at least one is up" is the quickest check to write. No one sees the worker that crashes all day.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-2.5", "P9-4.4")
FIELD = "monitoring"
SELECTION = ("The Monitor Reports A Crashing Worker Within 20 Seconds",)
SERVICES = ("monitor",)
MODULE = "pipeline.monitor.conditions"


def apply() -> None:
    from pipeline.monitor import conditions

    def of_any(found: conditions.Condition) -> conditions.Condition:
        return conditions.Condition(conditions.READY) if found.word == conditions.DEGRADED else found

    alter(conditions, "of_workers", of_any)
