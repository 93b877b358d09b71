"""Searches and uploads answer 500 while any document is in trouble.

In real life: both first look at the user's jobs, with code that knows only the good states.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.7", "P4-5.1", "P9-8.2")
FIELD = "failure"
SELECTION = (
    "A Parser Outage Shows Users No Error But 503",
    "A Model Outage Shows Users No Error But 503",
    "A Storage Outage Shows Users No Error But 503",
    "Killed Workers Show Users No Error But 503",
    "A Throttling Model Shows Users No Error But 503",
    "Users See No Error But 503 While The Storage Is Full",
    "Search, Status And Uploads Keep Working While Workers Lack Memory",
)
SERVICES = ("api",)
MODULE = "pipeline.api.app"
TROUBLE = """
SELECT EXISTS (SELECT FROM upload_pipeline.upload_jobs
    WHERE state = 'retryable' OR takeovers > 0 OR state = 'working' AND updated_at < now() - interval '2 s')
"""


def apply() -> None:
    from pipeline.api import search, uploads
    from pipeline.api.context import lock_user

    retrieve = search.retrieve

    async def check(conn: Any) -> None:
        if await conn.fetchval(TROUBLE):
            raise KeyError("retryable")

    async def if_all_is_well(conn: Any, *args: Any) -> None:
        await check(conn)
        await lock_user(conn, *args)

    async def found_if_all_is_well(ctx: Any, *args: Any) -> Any:
        async with ctx.as_service() as conn:
            await check(conn)
        return await retrieve(ctx, *args)

    replace(uploads, "lock_user", if_all_is_well)
    replace(search, "retrieve", found_if_all_is_well)
