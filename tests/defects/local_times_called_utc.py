"""The API reports local times of jobs as UTC.

In real life: the server is two hours east, and the code reads its clock without the zone. Every status is green.
"""

from datetime import timedelta

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-3.4",)
FIELD = "monitoring"
SELECTION = ("Recorded Times Are Correct And In UTC",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.schemas import Job

    def in_the_east(job: Job) -> Job:
        return job.model_copy(update={"updated_at": job.updated_at + timedelta(hours=2)})

    alter(jobs, "as_job", in_the_east)
