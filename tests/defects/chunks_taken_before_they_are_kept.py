"""Workers delete chunks from the buffer before the model returns their vectors.

In real life: two writes run in two transactions, the delete first. A worker that dies between them loses the chunks.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.4", "P4-2.5")
FIELD = "failure"
SELECTION = ("Every Document Recovers After The Workers Are Killed",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedding"

TAKE = """
DELETE FROM upload_pipeline.document_chunk_buffer WHERE chunk_id IN (
    SELECT chunk_id FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1 ORDER BY chunk_ord LIMIT $2)
RETURNING chunk_id, chunker_name, chunker_version, chunker_params, chunk_ord, text, chunk_sha
"""
KEEP = """
INSERT INTO upload_pipeline.document_chunks
    (chunk_id, chunker_name, chunker_version, chunker_params, chunk_ord, text, chunk_sha, document_id, user_id,
     embed_model, embed_version, vector_dim, embedding)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""


def apply() -> None:
    from pipeline.worker.job import Advance, Job, Outcome
    from pipeline.worker.stages import embedding
    from pipeline.worker.tools import Tools

    async def in_two_steps(job: Job, tools: Tools) -> Outcome:
        settings, database = tools.settings, tools.database
        model = settings.embed_model, embedding.EMBED_VERSION, settings.embed_dimensions
        while True:
            async with database.connection() as conn:
                batch = await conn.fetch(TAKE, job.document_id, settings.embed_batch)
            if not batch:
                return Advance()
            answer = await tools.embedder.embed([row["text"] for row in batch])
            rows = [
                (*row, job.document_id, job.user_id, *model, vector)
                for row, vector in zip(batch, answer.vectors, strict=True)
            ]
            async with database.transaction() as conn:
                await conn.executemany(KEEP, rows)

    replace(embedding, "run", in_two_steps)
