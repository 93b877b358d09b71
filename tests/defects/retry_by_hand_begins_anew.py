"""A retry by hand starts again from the first stage.

In real life: the button does what an upload does. Work that was done and paid for is done and paid for again.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.10", "P4-7.6")
FIELD = "failure"
SELECTION = ("Recovery By Hand Leaves The History Flawless",)
SERVICES = ("api",)
MODULE = "pipeline.api.jobs"

FORGET = """
UPDATE upload_pipeline.upload_jobs SET stage = 'queued' WHERE job_id = $1 AND state IN ('retryable', 'deadletter')
"""


def apply() -> None:
    from pipeline.api import jobs
    from pipeline.api.context import check_active

    async def forgetting(ctx: Any, conn: Any, but: Any = None) -> None:
        await check_active(ctx, conn, but)
        async with ctx.as_service() as another:
            await another.execute(FORGET, but)

    replace(jobs, "check_active", forgetting)
