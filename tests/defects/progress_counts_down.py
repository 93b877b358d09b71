"""A job reports how much is left as its progress, so it falls to nothing.

In real life: the page showed a countdown once, and the answer still serves it.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.2",)
FIELD = "pipeline"
SELECTION = ("The Progress Of Each Of Ten Documents Grows To The End",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.schemas import Progress

    progress = jobs.progress

    def what_is_left(stage: str, state: str, stage_pct: int) -> Any:
        told = progress(stage, state, stage_pct)
        return Progress(stage_pct=told.stage_pct, total_pct=100 - told.total_pct)

    replace(jobs, "progress", what_is_left)
