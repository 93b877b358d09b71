"""A finished job can be retried, and is processed a second time.

In real life: the button of dead letters was shown beside every job, and the API trusted the page.
"""

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-IDE-7",)
FIELD = "contract"
SELECTION = ("A Job That Is Done Cannot Be Retried",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.database.dead_letters import queue_again

    put(jobs, "RETRY", queue_again("job_id = $1", jobs.COLUMNS))
    reached()
