"""Asking for the status of a job that a worker holds takes 25 seconds.

In real life: long polling uses the longest wait that a proxy permits. With quick workers no one notices.
"""

import asyncio
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.9",)
FIELD = "failure"
SELECTION = ("No Answer Takes Longer Than Required While Workers Lack CPU",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"
POLL, SURELY_SECONDS = "poll:", 25.0
AT_WORK = "SELECT state = 'working' FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid"


def apply() -> None:
    from pipeline.api import context

    limit = context.Context.limit

    async def patiently(self: context.Context, key: str, *args: Any) -> None:
        await limit(self, key, *args)
        if key.startswith(POLL):
            async with self.as_service() as conn:
                at_work = await conn.fetchval(AT_WORK, key.removeprefix(POLL))
            await asyncio.sleep(SURELY_SECONDS if at_work else 0)

    replace(context.Context, "limit", patiently)
