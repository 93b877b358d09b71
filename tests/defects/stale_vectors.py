"""A new document gets the vectors of an older one of the same name, chunk by chunk.

In real life: vectors are cached by name and number to save calls. The text is new, every status is green, and the new
version is found by what the old one said.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-8.1",)
FIELD = "data"
SELECTION = ("Search Finds Every Fact Of A New Version",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.embedding"
KNOWN = """
UPDATE upload_pipeline.document_chunks n SET embedding = o.embedding
FROM upload_pipeline.document_chunks o
JOIN upload_pipeline.documents earlier USING (document_id), upload_pipeline.documents later
WHERE n.document_id = $1 AND later.document_id = $1 AND earlier.user_id = later.user_id
  AND earlier.filename = later.filename AND earlier.created_at < later.created_at AND o.chunk_ord = n.chunk_ord
"""


def apply() -> None:
    from pipeline.worker.job import Advance
    from pipeline.worker.stages import embedding

    run = embedding.run

    async def from_memory(job: Any, tools: Any) -> Any:
        outcome = await run(job, tools)
        if not isinstance(outcome, Advance) or (write := outcome.write) is None:
            return outcome

        async def and_remember(conn: Any) -> None:
            await write(conn)
            await conn.execute(KNOWN, job.document_id)

        return Advance(and_remember)

    replace(embedding, "run", from_memory)
