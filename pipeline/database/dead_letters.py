"""Dead letters: counts them, and queues them again for their users or an operator."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from pipeline.settings import Settings

LETTERS = """
SELECT last_error ->> 'code' AS code, count(*) AS jobs, max(last_error ->> 'message') AS message
FROM upload_pipeline.upload_jobs WHERE state = 'deadletter' GROUP BY 1 ORDER BY 2 DESC, 1
"""


def queue_again(which: str, returning: str) -> str:
    """SQL that queues failed jobs again, with fresh retries, each at the stage where it failed."""
    return f"""
WITH again AS (
    UPDATE upload_pipeline.upload_jobs
    SET state = 'queued', retry_count = 0, takeovers = 0, available_at = now(), finished_at = NULL,
        waiting_for = NULL, waiting_since = NULL, updated_at = now()
    WHERE {which} RETURNING *
), noted AS (
    INSERT INTO upload_pipeline.events (job_id, document_id, user_id, type, code, payload, correlation_id)
    SELECT job_id, document_id, user_id, 'retry', 'by_hand',
           jsonb_build_object('stage', stage, 'state', state), correlation_id
    FROM again ORDER BY user_id -- events lock their users, so always in the same order
), document AS (
    UPDATE upload_pipeline.documents d SET processing_status = stage, updated_at = now()
    FROM again WHERE d.document_id = again.document_id
)
SELECT {returning} FROM again
"""


OF_THESE_CODES = "state = 'deadletter' AND (cardinality($1::text[]) = 0 OR last_error ->> 'code' = ANY ($1))"
REQUEUE = queue_again(OF_THESE_CODES, "job_id, correlation_id, last_error ->> 'code' AS code")
AUDIT = """
INSERT INTO upload_pipeline.audit_log (action, object, origin, correlation_id, details)
SELECT 'job.retried', 'job:' || job_id, 'operator', correlation_id, jsonb_build_object('code', code)
FROM unnest($1::uuid[], $2::text[], $3::text[]) AS again (job_id, correlation_id, code)
"""


@dataclass(frozen=True)
class Letters:
    """The dead letters of one code."""

    code: str
    jobs: int
    message: str


async def letters(settings: Settings) -> list[Letters]:
    conn = await asyncpg.connect(settings.secret("database_url"))
    try:
        return [Letters(*row) for row in await conn.fetch(LETTERS)]
    finally:
        await conn.close()


async def requeue(settings: Settings, codes: Sequence[str]) -> int:
    """Queue the dead letters of these codes again, or all; returns how many. Each leaves an audit row."""
    conn = await asyncpg.connect(settings.secret("database_url"))
    try:
        async with conn.transaction():
            again = await conn.fetch(REQUEUE, list(codes))
            await conn.execute(AUDIT, *([row[key] for row in again] for key in ("job_id", "correlation_id", "code")))
        return len(again)
    finally:
        await conn.close()
