"""Every stage is reported as done in a moment, and no work is done in any of them.

In real life: the failure PM-5 of iteration 002. A script moved a whole batch through the stages within a minute, and
the events that it left looked like processing.
"""

from keywords.proof.breaking import put
from keywords.proof.hook import noting

REQUIREMENTS = ("P9-22.3",)
FIELD = "pipeline"
SELECTION = ("No Document Is Done Sooner Than Its Work Takes",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.units"


def apply() -> None:
    from pipeline.worker import units
    from pipeline.worker.job import Advance, Done, Job, Outcome
    from pipeline.worker.tools import Tools

    @noting
    async def as_if_done(job: Job, _tools: Tools) -> Outcome:
        return Done() if job.stage == "embedded" else Advance()

    put(units, "UNITS", units.UNITS | {stage: as_if_done for stage in units.UNITS if stage != "queued"})
