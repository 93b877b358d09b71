"""A dead letter says that it was given up at the last stage.

In real life: the stage of an error is filled in from a template. The code and the sentence are right.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-CALL-5",)
FIELD = "contract"
SELECTION = ("A Dead Letter Says Why, At Which Stage",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs

    as_job = jobs.as_job

    def changed(row: Any) -> Any:
        job = as_job(row)
        if job.last_error:
            job.last_error.stage = "embedded"
        return job

    replace(jobs, "as_job", changed)
