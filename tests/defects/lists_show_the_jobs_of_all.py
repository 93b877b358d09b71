"""The list of jobs also holds those of other users.

In real life: the list is read under the role of the services, because it was slow, and the condition on the user was
forgotten.
"""

from keywords.proof.breaking import reroute

REQUIREMENTS = ("C-ACC-6",)
FIELD = "security"
SELECTION = ("A User's Lists Hold Nothing Of Another User",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.context import Caller, Ctx
    from pipeline.api.schemas import Jobs

    async def of_all(ctx: Ctx, caller: Caller, limit: jobs.Limit = 100, offset: jobs.Offset = 0) -> Jobs:
        async with ctx.as_user(caller) as conn:
            await conn.execute("SET LOCAL ROLE service_role")
            rows = await conn.fetch(
                f"SELECT {jobs.COLUMNS} FROM upload_pipeline.upload_jobs ORDER BY created_at DESC LIMIT $1 OFFSET $2",
                limit,
                offset,
            )
        return Jobs(jobs=[jobs.as_job(row) for row in rows], next_offset=None)

    reroute(jobs.router, jobs.list_jobs, of_all)
