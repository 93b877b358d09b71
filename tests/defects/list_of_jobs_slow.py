"""The list of a user's jobs takes a third of a second.

In real life: each job is looked up separately, or an index is missing that no one missed with ten jobs.
"""

import asyncio

from keywords.proof.breaking import reroute

REQUIREMENTS = ("P9-5.3", "P7-2.4")
FIELD = "performance"
SELECTION = (
    "The Measured Average Of Status Requests Is Within The Limit",
    "95 Percent Of Status Requests Take Under 150 Milliseconds",
    "The API Answers As Many Status Requests Per Second As Required",
)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"
SECONDS = 0.35


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.context import Caller, Ctx
    from pipeline.api.jobs import Limit, Offset
    from pipeline.api.schemas import Jobs

    async def slowly(ctx: Ctx, caller: Caller, limit: Limit = 100, offset: Offset = 0) -> Jobs:
        await asyncio.sleep(SECONDS)
        return await jobs.list_jobs(ctx, caller, limit, offset)

    reroute(jobs.router, jobs.list_jobs, slowly)
