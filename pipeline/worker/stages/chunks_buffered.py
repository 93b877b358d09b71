"""chunks_buffered -> embedding: the buffer holds every chunk, in order, before any is paid for."""

from pipeline.worker.failures import Transient
from pipeline.worker.job import Advance, Job, Outcome
from pipeline.worker.tools import Tools

BUFFERED = """
SELECT count(*) AS n, coalesce(max(chunk_ord) + 1, 0) AS following
FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1
"""


async def run(job: Job, tools: Tools) -> Outcome:
    async with tools.database.connection() as conn:
        found = await conn.fetchrow(BUFFERED, job.document_id)
    if not found["n"] == found["following"] == job.payload["chunks"]:
        raise Transient("chunks_missing", f"{job.payload['chunks']} chunks were cut, {found['n']} are in the buffer.")
    return Advance()
