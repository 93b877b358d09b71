"""Tidying that no job waits for: objects of deleted documents, and rows that have served."""

import asyncio
import contextlib
import logging

from pipeline.database.pool import Connection, DatabaseAway
from pipeline.storage.client import StorageError
from pipeline.worker.tools import Tools

log = logging.getLogger("pipeline")
EVERY_SECONDS = 15.0
LOCK = 4_607_182_418_800_018
BUCKETS = ("raw", "parsed")
OUTDATED = (
    "DELETE FROM upload_pipeline.parser_deliveries WHERE received_at < now() - interval '1 day'",
    "DELETE FROM upload_pipeline.rate_limits WHERE tat < now() - interval '1 hour'",
    "DELETE FROM upload_pipeline.workers WHERE seen_at < now() - interval '1 day'",
    "DELETE FROM auth.refresh_tokens WHERE expires_at < now()",
)


async def clean_forever(tools: Tools) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        with contextlib.suppress(DatabaseAway, StorageError):
            await clean(tools)


async def clean(tools: Tools) -> None:
    """Once, unless another worker is at it."""
    async with tools.database.transaction() as conn:
        if await conn.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK):
            await _erase_what_is_due(conn, tools)
            for statement in OUTDATED:
                await conn.execute(statement)


async def _erase_what_is_due(conn: Connection, tools: Tools) -> None:
    due = await conn.fetch("SELECT prefix, due_at FROM upload_pipeline.erasures WHERE due_at <= now() LIMIT 100")
    for row in due:
        for bucket in BUCKETS:
            await tools.storage.delete_prefix(bucket, row["prefix"])
        await conn.execute("DELETE FROM upload_pipeline.erasures WHERE prefix = $1 AND due_at = $2", *row)
