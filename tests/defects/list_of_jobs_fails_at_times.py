"""One request in ten for the list of jobs is answered at once with an internal error.

In real life: a connection of the pool is broken, and the quick failures make the average look better.
"""

import itertools

from keywords.proof.breaking import reroute

REQUIREMENTS = ("P2-10.1", "P7-2.4")
FIELD = "performance"
SELECTION = ("No Status Request Fails",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.context import Caller, Ctx
    from pipeline.api.jobs import Limit, Offset
    from pipeline.api.schemas import Jobs
    from pipeline.serving import Refusal

    asked = itertools.count(1)

    async def at_times(ctx: Ctx, caller: Caller, limit: Limit = 100, offset: Offset = 0) -> Jobs:
        if next(asked) % 10 == 0:
            raise Refusal(500, "internal_error", "Something went wrong.")
        return await jobs.list_jobs(ctx, caller, limit, offset)

    reroute(jobs.router, jobs.list_jobs, at_times)
