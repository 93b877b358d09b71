"""embedding -> embedded: every chunk gets its vector, batch by batch; then all move to retrieval at once."""

from pipeline.database.pool import Connection
from pipeline.worker.failures import Transient
from pipeline.worker.job import Advance, Job, Outcome
from pipeline.worker.stages.chunks_buffered import ensure_whole, is_whole
from pipeline.worker.tools import Tools

WITHOUT_VECTOR = """
SELECT chunk_id, text FROM upload_pipeline.document_chunk_buffer c
WHERE document_id = $1 AND NOT EXISTS (
    SELECT FROM upload_pipeline.document_vector_buffer v WHERE v.chunk_id = c.chunk_id)
ORDER BY chunk_ord LIMIT $2
"""
KEEP = """
INSERT INTO upload_pipeline.document_vector_buffer
    (chunk_id, document_id, embed_model, embed_version, vector_dim, embedding)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (chunk_id) DO NOTHING
"""
MOVE = """
INSERT INTO upload_pipeline.document_chunks
    (chunk_id, document_id, user_id, chunker_name, chunker_version, chunker_params, chunk_ord, text, chunk_sha,
     embed_model, embed_version, vector_dim, embedding)
SELECT chunk_id, c.document_id, $2, chunker_name, chunker_version, chunker_params, chunk_ord, text, chunk_sha,
       embed_model, embed_version, vector_dim, embedding
FROM upload_pipeline.document_chunk_buffer c JOIN upload_pipeline.document_vector_buffer USING (chunk_id)
WHERE c.document_id = $1 ORDER BY chunk_ord
ON CONFLICT (chunk_id) DO NOTHING
"""
EMBED_VERSION = "1"
MOVE_SECONDS = 600


async def run(job: Job, tools: Tools) -> Outcome:
    settings, chunks = tools.settings, job.payload["chunks"]
    await ensure_whole(job, tools)
    async with tools.database.connection() as conn:
        done = await conn.fetchval(
            "SELECT count(*) FROM upload_pipeline.document_vector_buffer WHERE document_id = $1", job.document_id
        )
    while done < chunks:
        async with tools.database.connection() as conn:
            batch = await conn.fetch(WITHOUT_VECTOR, job.document_id, settings.embed_batch)
        if not batch:
            break
        answer = await tools.embedder.embed([row["text"] for row in batch])
        done += len(batch)
        model = settings.embed_model, EMBED_VERSION, settings.embed_dimensions
        async with tools.database.transaction() as conn:
            await conn.executemany(
                KEEP,
                [
                    (row["chunk_id"], job.document_id, *model, vector)
                    for row, vector in zip(batch, answer.vectors, strict=True)
                ],
            )
            cost = answer.tokens / 1_000_000 * settings.embed_cents_per_million_tokens
            await tools.queue.note_progress(conn, job, min(99, done * 100 // chunks), cost)

    async def move(conn: Connection) -> None:
        if not await is_whole(conn, job):
            raise Transient("chunks_missing", "Chunks were lost or changed while their vectors were fetched.")
        await conn.execute(MOVE, job.document_id, job.user_id, timeout=MOVE_SECONDS)
        await conn.execute("DELETE FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1", job.document_id)

    return Advance(move)
