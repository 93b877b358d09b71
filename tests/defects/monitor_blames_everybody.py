"""While one service is away, the monitor calls every service unreachable.

In real life: one failed look fails the whole round, and an alarm that names everybody tells nobody anything.
"""

from collections.abc import Mapping
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-22.3",)
FIELD = "monitoring"
SELECTION = ("The Monitor Calls No Healthy Service Ill",)
SERVICES = ("monitor",)
MODULE = "pipeline.monitor.watch"


def apply() -> None:
    from pipeline.monitor import watch
    from pipeline.monitor.conditions import UNREACHABLE, Condition

    judged = watch.Watch._judged

    def all_or_none(self: watch.Watch, *seen: Any) -> Mapping[str, Condition]:
        found = judged(self, *seen)
        if all(condition.up for condition in found.values()):
            return found
        return {name: Condition(UNREACHABLE, "a look failed") for name in found}

    replace(watch.Watch, "_judged", all_or_none)
