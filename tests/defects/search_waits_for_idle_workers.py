"""Search fails while a worker has held any job for more than a tenth of a second.

In real life: writers lock out readers. With quick workers no one notices.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.9", "P4-7.7")
FIELD = "failure"
SELECTION = ("Search, Status And Uploads Keep Working While Workers Lack CPU",)
SERVICES = ("api",)
MODULE = "pipeline.api.search"
IN_HAND = """
SELECT EXISTS (SELECT FROM upload_pipeline.upload_jobs
    WHERE state = 'working' AND updated_at < now() - interval '100 ms')
"""


def apply() -> None:
    from pipeline.api import search

    retrieve = search.retrieve

    async def if_none_is_at_work(ctx: Any, *args: Any) -> Any:
        async with ctx.as_service() as conn:
            if await conn.fetchval(IN_HAND):
                raise LookupError("the index is being written")
        return await retrieve(ctx, *args)

    replace(search, "retrieve", if_none_is_at_work)
