"""A worker knows four users and gives up the documents of all others.

In real life: a table of customers has a fixed length. A test with two users never sees it.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-8.4", "P9-13.1")
FIELD = "pipeline"
SELECTION = (
    "Every Submitted Document Is Embedded",
    "Sixty Documents At Once Are All Embedded",
    "Six Users At Once Are All Served",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.job_validated"
MOST = 4


def apply() -> None:
    from pipeline.worker.failures import Permanent
    from pipeline.worker.stages import job_validated

    run, known = job_validated.run, set[Any]()

    async def of_known_users(job: Any, tools: Any) -> Any:
        if len(known) < MOST:
            known.add(job.user_id)
        if job.user_id not in known:
            raise Permanent("unknown_user", "The document was given up because its user is unknown.")
        return await run(job, tools)

    replace(job_validated, "run", of_known_users)
