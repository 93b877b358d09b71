"""A finished job stays at 99 percent.

In real life: progress is rounded down, and the last step is never counted.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-CALL-4",)
FIELD = "contract"
SELECTION = ("A Job That Is Done Says So In Every Word",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs

    progress = jobs.progress

    def rounded_down(stage: str, state: str, stage_pct: int) -> Any:
        told = progress(stage, state, stage_pct)
        told.total_pct = min(99, told.total_pct)
        return told

    replace(jobs, "progress", rounded_down)
