"""When documents were done, by the database's clock."""

import asyncio

import asyncpg

from tests.pipeline.conftest import Stack

POLL_SECONDS = 0.1
DEADLINE_SECONDS = 300
ENDED = """
SELECT count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state = 'deadletter') AS dead
FROM upload_pipeline.upload_jobs
"""
TIMES = """
SELECT extract(epoch FROM finished_at)::float8 AS at FROM upload_pipeline.upload_jobs
WHERE state = 'done' ORDER BY finished_at LIMIT $1
"""


async def finish_times(stack: Stack, count: int) -> list[float]:
    """Wait until this many documents are embedded; return the times of their ends, in order."""
    conn = await asyncpg.connect(stack.database)
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while True:
                ended = await conn.fetchrow(ENDED)
                assert not ended["dead"], f"{ended['dead']} documents ended as dead letters"
                if ended["done"] >= count:
                    return [row["at"] for row in await conn.fetch(TIMES, count)]
                await asyncio.sleep(POLL_SECONDS)
    finally:
        await conn.close()
