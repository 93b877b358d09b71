"""A job says that it was created an hour later than it was.

In real life: a time of the local zone is sent with the mark of another. In winter, in London, it is right.
"""

from datetime import timedelta
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-DAT-1",)
FIELD = "contract"
SELECTION = ("A Job And Its Document Were Created When The Document Was Announced",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs

    as_job = jobs.as_job

    def changed(row: Any) -> Any:
        job = as_job(row)
        job.created_at += timedelta(hours=1)
        return job

    replace(jobs, "as_job", changed)
