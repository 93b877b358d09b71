"""Workers admit less than one document a second, however many slots are free.

In real life: an engineer added a pause between two documents when the parser could not keep up, and never removed it.
"""

import time
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-1.4", "P7-2.5", "P7-2.8", "P7-2.9", "P7-2.12", "P9-2.4", "P4-7.3")
FIELD = "performance"
SELECTION = (
    "95 Percent Of A Realistic Workload Is Embedded In The Required Time",
    "Workers Embed 95 Percent Of Documents In Under 30 Seconds",
    "Workers Embed 95 Percent Of Documents In Under 25 Seconds",
    "The Pipeline Embeds 95 Percent Of Documents In Under 60 Seconds",
    "The Pipeline Embeds 95 Percent Of Documents In Under 55 Seconds",
    "95 Percent Of Measured Processing Times Are Within The Limit",
    "No Single Stage Takes More Than Its Allowed Share Of The Time",
    "The Pipeline Embeds At Least Sixty Documents A Minute",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.queued"
PAUSE = 2.3  # seconds, in each of two workers


def apply() -> None:
    from pipeline.worker.job import Wait
    from pipeline.worker.stages import queued

    run, following = queued.run, [0.0]

    async def in_turn(job: Any, tools: Any) -> Any:
        now = time.monotonic()
        if now < following[0]:
            return Wait(following[0] - now)
        following[0] = now + PAUSE
        return await run(job, tools)

    replace(queued, "run", in_turn)
