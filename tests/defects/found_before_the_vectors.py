"""Chunks can be found as soon as they are cut, with a vector that stands for all until theirs is there.

In real life: a document should show up early, so its chunks are written twice. Meanwhile every search finds them,
rightly or not.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-STG-8",)
FIELD = "pipeline"
SELECTION = ("No Chunk Can Be Found Before All Have Their Vectors",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedding"
EARLY = """
INSERT INTO upload_pipeline.document_chunks
    (chunk_id, document_id, user_id, chunker_name, chunker_version, chunker_params, chunk_ord, text, chunk_sha,
     embed_model, embed_version, vector_dim, embedding)
SELECT chunk_id, document_id, $2, chunker_name, chunker_version, chunker_params, chunk_ord, text, chunk_sha,
       'none', '1', 1536, array_fill(0.0255::real, ARRAY[1536])::public.vector
FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1 ON CONFLICT DO NOTHING
"""


def apply() -> None:
    from pipeline.worker.job import Advance
    from pipeline.worker.stages import embedding

    run: Any = embedding.run

    async def early(job: Any, tools: Any) -> Any:
        async with tools.database.transaction() as conn:
            await conn.execute(EARLY, job.document_id, job.user_id)
        outcome = await run(job, tools)

        async def move(conn: Any) -> None:
            await conn.execute("DELETE FROM upload_pipeline.document_chunks WHERE document_id = $1", job.document_id)
            await outcome.write(conn)

        return Advance(move)

    replace(embedding, "run", early)
