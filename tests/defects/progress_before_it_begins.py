"""A document that only waits is told to be at 10 percent.

In real life: a bar that does not move looks broken, so somebody let it begin at ten.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-CALL-3",)
FIELD = "contract"
SELECTION = ("An Announced Document Waits At The Beginning",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs

    progress = jobs.progress

    def hopeful(stage: str, state: str, stage_pct: int) -> Any:
        told = progress(stage, state, stage_pct)
        told.total_pct = max(10, told.total_pct)
        return told

    replace(jobs, "progress", hopeful)
