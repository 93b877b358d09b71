"""As long as one worker reports, the monitor calls the workers ready, whatever becomes of the others.

In real life: "at least one is up" is the check that is quickest to write. One that crashes all day is seen by nobody.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-2.5", "P9-4.4")
FIELD = "monitoring"
SELECTION = ("The Monitor Tells Of A Worker That Crashes",)
SERVICES = ("monitor",)
MODULE = "pipeline.monitor.conditions"


def apply() -> None:
    from pipeline.monitor import conditions

    def of_any(found: conditions.Condition) -> conditions.Condition:
        return conditions.Condition(conditions.READY) if found.word == conditions.DEGRADED else found

    alter(conditions, "of_workers", of_any)
