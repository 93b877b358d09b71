"""Times of jobs are local times that say they were UTC.

In real life: a server that stands two hours east, and a clock that is read without its zone. Every status is green.
"""

from datetime import timedelta

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-3.4",)
FIELD = "monitoring"
SELECTION = ("Times Are In UTC And True",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.schemas import Job

    def in_the_east(job: Job) -> Job:
        return job.model_copy(update={"updated_at": job.updated_at + timedelta(hours=2)})

    alter(jobs, "as_job", in_the_east)
