"""chunks_buffered -> embedding: the buffer holds every chunk, unchanged and in order, before any is paid for."""

import logging

from pipeline.database.pool import Connection
from pipeline.worker.failures import Transient
from pipeline.worker.job import Advance, Job, Outcome
from pipeline.worker.stages.chunking import cut
from pipeline.worker.tools import Tools

log = logging.getLogger("pipeline")
WHOLE = """
SELECT count(*) = $2 AND coalesce(max(chunk_ord) + 1, 0) = $2
       AND coalesce(bool_and(chunk_sha = encode(sha256(convert_to(text, 'UTF8')), 'hex')), true)
FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1
"""


async def run(job: Job, tools: Tools) -> Outcome:
    await ensure_whole(job, tools)
    return Advance()


async def is_whole(conn: Connection, job: Job) -> bool:
    whole: bool = await conn.fetchval(WHOLE, job.document_id, job.payload["chunks"])
    return whole


async def ensure_whole(job: Job, tools: Tools) -> None:
    """Cut the chunks again if any were lost or changed; the hash of the text proves that it is unchanged."""
    async with tools.database.connection() as conn:
        if await is_whole(conn, job):
            return
    log.warning("chunks were lost or changed", extra={"job_id": str(job.job_id), "stage": job.stage})
    write, chunks = await cut(job, tools)
    if chunks != job.payload["chunks"]:
        raise Transient("chunks_missing", f"{job.payload['chunks']} chunks were cut, and then {chunks}.")
    async with tools.database.transaction() as conn:
        await write(conn)
        await tools.queue.note_progress(conn, job, 0, 0)
