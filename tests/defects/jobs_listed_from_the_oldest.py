"""The list of jobs begins with the oldest.

In real life: a DESC was lost when a query was rewritten. A user with one job sees no difference.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-LST-2",)
FIELD = "contract"
SELECTION = ("Jobs Are Listed From The Newest To The Oldest",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs, schemas

    listed = schemas.Jobs

    def from_the_oldest(jobs: list[Any], next_offset: int | None) -> Any:
        return listed(jobs=jobs[::-1], next_offset=next_offset)

    replace(jobs, "Jobs", from_the_oldest)
