"""Progress is stuck: whatever a job has done, it says 0 %.

In real life: the figure is computed from a column that nothing updates any more.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.2",)
FIELD = "pipeline"
SELECTION = ("Progress Is Updated On The Way",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.schemas import Progress

    def stuck(_stage: str, _state: str, _stage_pct: int) -> Progress:
        return Progress(stage_pct=0, total_pct=0)

    replace(jobs, "progress", stuck)
