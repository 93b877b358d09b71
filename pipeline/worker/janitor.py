"""Cleans up what no job waits for: objects of deleted documents and outdated rows. Repeating it is harmless."""

import asyncio
import logging

from pipeline.worker.tools import Tools

log = logging.getLogger("pipeline")
EVERY_SECONDS = 15.0
BUCKETS = ("raw", "parsed")
OUTDATED = (
    "DELETE FROM upload_pipeline.parser_deliveries WHERE received_at < now() - interval '1 day'",
    "DELETE FROM upload_pipeline.rate_limits WHERE tat < now() - interval '1 hour'",
    "DELETE FROM upload_pipeline.workers WHERE seen_at < now() - interval '1 day'",
    "DELETE FROM auth.refresh_tokens WHERE expires_at < now()",
)
DUE = "SELECT prefix, due_at FROM upload_pipeline.erasures WHERE due_at <= now() ORDER BY due_at LIMIT 100"
ERASED = "DELETE FROM upload_pipeline.erasures WHERE prefix = $1 AND due_at = $2"


async def clean_forever(tools: Tools) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await clean(tools)
        except Exception as error:  # whatever failed is retried next time
            log.warning("clean-up was cut short: %s", type(error).__name__)


async def clean(tools: Tools) -> None:
    async with tools.database.connection() as conn:
        for statement in OUTDATED:
            await conn.execute(statement)
        due = await conn.fetch(DUE)
    for row in due:
        for bucket in BUCKETS:
            await tools.storage.delete_prefix(bucket, row["prefix"])
        async with tools.database.connection() as conn:
            await conn.execute(ERASED, *row)
