"""Workers admit less than one document a second, however many slots are free.

In real life: an engineer added a pause between two documents when the parser could not keep up, and never removed it.
"""

import time
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-1.4", "P7-2.5", "P7-2.8", "P7-2.9", "P7-2.12", "P9-2.4", "P9-8.3", "P4-7.3", "P4-7.9")
FIELD = "performance"
SELECTION = (
    "Documents Take No Longer Than Required Under A Realistic Workload",
    "Workers Process Documents Quickly",
    "Workers Perform Well",
    "The Pipeline Is Quick From End To End",
    "Throughput And Latency Are Good",
    "The Time Until A Document Is Embedded Is Measured",
    "Documents Take No Longer Than Required",
    "No Single Stage Holds Nearly All The Time",
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
