"""Queries run as the owner of the database."""

import asyncio
from typing import Any

import asyncpg


def sql(url: str, query: str, *arguments: Any) -> list[dict[str, Any]]:
    async def fetch() -> list[dict[str, Any]]:
        conn = await asyncpg.connect(url, timeout=30)
        try:
            return [dict(row) for row in await conn.fetch(query, *arguments)]
        finally:
            await conn.close()

    return asyncio.run(fetch())


def history(url: str, job_id: str) -> list[tuple[str, str]]:
    """The events of a job, as (type, stage) in order."""
    rows = sql(
        url,
        "SELECT type, payload ->> 'stage' AS stage FROM upload_pipeline.events "
        "WHERE job_id = $1::uuid ORDER BY event_id",
        job_id,
    )
    return [(row["type"], row["stage"]) for row in rows]
