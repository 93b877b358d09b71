"""chunking -> chunks_buffered: the text is cut, and every chunk is in the buffer."""

import asyncio

from pipeline.database.pool import Connection
from pipeline.worker import chunker
from pipeline.worker.job import Advance, Job, Outcome, Write
from pipeline.worker.stages.parsed import read
from pipeline.worker.tools import Tools

INSERT = """
INSERT INTO upload_pipeline.document_chunk_buffer
    (chunk_id, document_id, chunker_name, chunker_version, chunker_params, chunk_ord, text, chunk_sha)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text)
"""


async def run(job: Job, tools: Tools) -> Outcome:
    write, chunks = await cut(job, tools)
    return Advance(write, {"chunks": chunks})


async def cut(job: Job, tools: Tools) -> tuple[Write, int]:
    """Cut the text; returns a write that replaces the buffer's content, and the number of chunks."""
    how = job.payload["chunker"]
    parameters = how["parameters"]
    text = await read(job, tools)
    chunks = await asyncio.to_thread(
        chunker.cut, job.document_id, text, parameters["characters"], parameters["overlap"]
    )
    rows = [
        (c.chunk_id, job.document_id, how["name"], how["version"], parameters, c.ord, c.text, c.sha) for c in chunks
    ]

    async def write(conn: Connection) -> None:
        await conn.execute("DELETE FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1", job.document_id)
        await conn.executemany(INSERT, rows)

    return write, len(chunks)
