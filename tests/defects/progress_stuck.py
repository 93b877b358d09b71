"""Every job reports 0 % progress.

In real life: the figure is computed from a column that nothing updates any more.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-2.2",)
FIELD = "pipeline"
SELECTION = ("Progress Grows In At Least Two Stages",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.schemas import Progress

    always(jobs, "progress", Progress(stage_pct=0, total_pct=0))
