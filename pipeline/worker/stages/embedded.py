"""embedded -> done: every chunk can be found, nothing is left in the buffers."""

from pipeline.worker.failures import Transient
from pipeline.worker.job import Done, Job, Outcome
from pipeline.worker.tools import Tools

LEFT = """
SELECT (SELECT count(*) FROM upload_pipeline.document_chunks WHERE document_id = $1) AS chunks,
       (SELECT count(*) FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1) AS buffered
"""


async def run(job: Job, tools: Tools) -> Outcome:
    async with tools.database.connection() as conn:
        found = await conn.fetchrow(LEFT, job.document_id)
    if found["chunks"] != job.payload["chunks"] or found["buffered"]:
        raise Transient("chunks_missing", f"{job.payload['chunks']} chunks were cut, {found['chunks']} can be found.")
    return Done()
