"""Times of jobs are local times that say they were UTC.

In real life: a server that stands two hours east, and a clock that is read without its zone. Every status is green.
"""

from datetime import timedelta
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-3.4",)
FIELD = "monitoring"
SELECTION = ("Times Are In UTC And True",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.schemas import Job

    as_job = jobs.as_job

    def in_the_east(row: Any) -> Job:
        fields = dict(row)
        return as_job({**fields, "updated_at": fields["updated_at"] + timedelta(hours=2)})

    replace(jobs, "as_job", in_the_east)
