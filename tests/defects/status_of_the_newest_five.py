"""A user can follow only the five newest of their jobs; the others are said not to exist.

In real life: the page shows five jobs, and the statement behind it came to serve single jobs, too.
"""

from uuid import UUID

from keywords.proof.breaking import reroute

REQUIREMENTS = ("P3-5.2",)
FIELD = "api"
SELECTION = ("A Returning User Uploads Ten Documents At Once And Follows Each To Its End",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"
NEWEST = "SELECT job_id FROM upload_pipeline.upload_jobs ORDER BY created_at DESC LIMIT 5"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.context import Caller, Ctx
    from pipeline.api.schemas import Job

    get_job = jobs.get_job

    async def one_of_five(ctx: Ctx, caller: Caller, job_id: UUID) -> Job:
        async with ctx.as_user(caller) as conn:
            newest = [row["job_id"] for row in await conn.fetch(NEWEST)]
        if job_id not in newest:
            raise jobs.no_such_job()
        return await get_job(ctx, caller, job_id)

    reroute(jobs.router, jobs.get_job, one_of_five)
