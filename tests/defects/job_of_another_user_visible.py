"""Any user who knows a job's id can read its status.

In real life: one route queries under the service role, where row-level security does not hold.
"""

from uuid import UUID

from keywords.proof.breaking import reroute

REQUIREMENTS = ("P9-11.4", "P7-2.3", "C-ACC-1")
FIELD = "security"
SELECTION = (
    "A User Cannot Open Another User's Document",
    "No Endpoint Reveals Another User's Job Or Document",
    "Another User's Job Is Answered Like An Unknown One",
)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.context import Caller, Ctx
    from pipeline.api.schemas import Job

    async def of_any_user(ctx: Ctx, caller: Caller, job_id: UUID) -> Job:
        async with ctx.as_service() as conn:
            row = await conn.fetchrow(
                f"SELECT {jobs.COLUMNS} FROM upload_pipeline.upload_jobs WHERE job_id = $1", job_id
            )
        if row is None:
            raise jobs.no_such_job()
        return jobs.as_job(row)

    reroute(jobs.router, jobs.get_job, of_any_user)
