"""Each page of jobs ends with the job that the next one begins with.

In real life: an offset counts from one in the client and from zero in the database.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-LST-4",)
FIELD = "contract"
SELECTION = ("Jobs Read In Pages Are All There Once",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs, schemas

    listed = schemas.Jobs

    def overlapping(jobs: list[Any], next_offset: int | None) -> Any:
        return listed(jobs=jobs, next_offset=next_offset and next_offset - 1)

    replace(jobs, "Jobs", overlapping)
