"""Asking for a job's status answers 500 while its document is being parsed.

In real life: this happened in iteration 002. A stage has another name in the table of stages than in the code that
shows them.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P3-5.2", "P9-2.2")
FIELD = "api"
SELECTION = (
    "A Returning User Uploads Ten Documents At Once And Follows Each To Its End",
    "Every Job Can Be Followed To Its End",
)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs

    progress = jobs.progress

    def of_known_stages(stage: str, state: str, stage_pct: int) -> Any:
        if stage == "parsing":
            raise KeyError(stage)
        return progress(stage, state, stage_pct)

    replace(jobs, "progress", of_known_stages)
