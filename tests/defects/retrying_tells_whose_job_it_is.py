"""Retrying another user's job is refused in other words than retrying an unknown one.

In real life: the error of the wrong state comes before the look at the owner.
"""

from uuid import UUID

from keywords.proof.breaking import reroute

REQUIREMENTS = ("C-ACC-5",)
FIELD = "security"
SELECTION = ("Retrying Another User's Job Is Answered Like An Unknown One",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from fastapi import Request

    from pipeline.api import jobs
    from pipeline.api.context import Caller, Ctx
    from pipeline.api.schemas import Job
    from pipeline.serving import Refusal

    genuine = jobs.retry

    async def by_its_state(request: Request, ctx: Ctx, caller: Caller, job_id: UUID) -> Job:
        async with ctx.as_service() as conn:
            state = await conn.fetchval("SELECT state FROM upload_pipeline.upload_jobs WHERE job_id = $1", job_id)
        if state == "done":
            raise Refusal(409, "not_failed", "Only a failed job can be retried.")
        return await genuine(request, ctx, caller, job_id)

    reroute(jobs.router, genuine, by_its_state)
