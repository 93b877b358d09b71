"""A finished job says that it ended before it was created.

In real life: the moment of the end is taken from the clock of another machine, which is slow.
"""

from datetime import timedelta
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = (
    "C-DAT-3",
    "C-DAT-4",
)
FIELD = "contract"
SELECTION = ("The Times Of A Job Stand In Their Order", "A Job Was Updated When It Ended")
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs

    as_job = jobs.as_job

    def changed(row: Any) -> Any:
        job = as_job(row)
        job.finished_at = job.finished_at and job.finished_at - timedelta(minutes=1)
        return job

    replace(jobs, "as_job", changed)
