"""The list of a user's jobs ends after eight and does not say that there are more.

In real life: a page of eight filled the screen, and the next page was never written.
"""

from keywords.proof.breaking import reroute

REQUIREMENTS = ("P9-12.1",)
FIELD = "api"
SELECTION = ("Every Upload Is Listed Among The User's Jobs",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"
MOST = 8


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.context import Caller, Ctx
    from pipeline.api.schemas import Jobs

    async def eight(ctx: Ctx, caller: Caller) -> Jobs:
        found = await jobs.list_jobs(ctx, caller, 100, 0)
        return Jobs(jobs=found.jobs[:MOST], next_offset=None)

    reroute(jobs.router, jobs.list_jobs, eight)
