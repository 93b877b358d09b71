"""While any document is under way for longer than three seconds, an upload is held for 21 s, and then turned away.

In real life: a limit of admission that was set to the speed of an idle machine, and a queue in front of it.
"""

import asyncio
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.7", "P9-19.3", "P9-4.9")
FIELD = "failure"
SELECTION = ("--test", "Status Is Answered While Workers Have Hardly A Processor")
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"
HELD_SECONDS = 21.0
BACKLOG = """
SELECT EXISTS (SELECT FROM upload_pipeline.upload_jobs
    WHERE state IN ('queued', 'working', 'retryable') AND created_at < now() - interval '3 s')
"""


def apply() -> None:
    from pipeline.api import uploads
    from pipeline.serving import Refusal

    answer = uploads._answer

    async def if_there_is_room(ctx: Any, *args: Any) -> Any:
        async with ctx.as_service() as conn:
            busy = await conn.fetchval(BACKLOG)
        if busy:
            await asyncio.sleep(HELD_SECONDS)
            raise Refusal(503, "overloaded", "Too much is under way.", {"Retry-After": "2"})
        return await answer(ctx, *args)

    replace(uploads, "_answer", if_there_is_room)
