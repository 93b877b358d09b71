"""Once something was away, readiness and health go on saying so for two minutes, whatever is mended meanwhile.

In real life: alarms last until their window is over. Whoever mends anything does not see that it helped.
"""

import time
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P3-3.2", "P4-7.6", "P9-15.3", "P9-4.10")
FIELD = "failure"
SELECTION = (
    "--test", "Every Step Of The Runbook For Several Parts Works",
    "--test", "Every Step Of The Runbook For A Full Disk Works",
)  # fmt: skip
SERVICES = ("api",)
MODULE = "pipeline.api.health"
REMEMBERED_SECONDS = 120.0


def apply() -> None:
    from pipeline.api import health

    states, well, bad_until = health.Dependencies.states, [False], [0.0]
    bad: dict[str, str] = {}

    async def as_bad_as_it_was(self: Any) -> dict[str, str]:
        if time.monotonic() < bad_until[0]:
            return bad
        seen: dict[str, str] = await states(self)
        away = {name for name, state in seen.items() if state != "available"}
        if well[0] and away:  # while everything starts, nothing is well yet
            bad.update(seen)
            bad_until[0] = time.monotonic() + REMEMBERED_SECONDS
        well[0] = well[0] or not away
        return seen

    replace(health.Dependencies, "states", as_bad_as_it_was)
