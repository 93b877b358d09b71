"""A retry by hand is accepted, and nothing happens.

In real life: the answer is made from the row before it was changed, and the change was lost in a merge.
"""

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-IDE-8",)
FIELD = "contract"
SELECTION = ("A Dead Letter That Is Retried Is Tried Again",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs

    put(jobs, "RETRY", f"SELECT {jobs.COLUMNS} FROM upload_pipeline.upload_jobs WHERE job_id = $1")
    reached()
