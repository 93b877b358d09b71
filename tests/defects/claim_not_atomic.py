"""Claiming is not atomic: a worker reads which jobs are due and writes each back a moment later.

In real life: an ORM loads the objects, sets their owner and saves every field as it was read. Two workers that look at
the same time take the same job, and the later one sets it back to where it was.
"""

import asyncio
import random
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-3.1", "P9-2.5", "P9-3.2")
FIELD = "pipeline"
SELECTION = (
    "No Two Workers Take The Same Job",
    "Workers Claim Twenty Jobs Without Conflict",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
MOMENT = 0.4  # seconds at most between reading and saving, as when a busy worker collects garbage

DUE = """
SELECT job_id, stage, fence FROM upload_pipeline.upload_jobs
WHERE state IN ('queued', 'working', 'retryable') AND claimable_at <= now() ORDER BY created_at LIMIT $1
"""
SAVE = """
WITH saved AS (
    UPDATE upload_pipeline.upload_jobs
    SET stage = $3, fence = $4 + 1, state = 'working', claimed_by = $2, claimed_at = now(),
        lease_until = now() + $5::interval, called = false, started_at = coalesce(started_at, now()), updated_at = now()
    WHERE job_id = $1 AND finished_at IS NULL RETURNING *
)
SELECT saved.*, filename, bytes_len, file_sha256, parsed_sha256, raw_path, parsed_path
FROM saved JOIN upload_pipeline.documents USING (document_id)
"""


def apply() -> None:
    from pipeline.worker import queue

    async def read_then_save(self: queue.Queue, most: int) -> list[Any]:
        async with self.database.connection() as conn:
            due = await conn.fetch(DUE, most)

        async def save(job: Any) -> Any:
            await asyncio.sleep(random.uniform(0, MOMENT))
            async with self.database.connection() as conn:
                return await conn.fetchrow(SAVE, job["job_id"], self.worker_id, job["stage"], job["fence"], self.lease)

        saved = await asyncio.gather(*(save(job) for job in due))
        return [queue._as_job(row) for row in saved if row]

    replace(queue.Queue, "claim", read_then_save)
