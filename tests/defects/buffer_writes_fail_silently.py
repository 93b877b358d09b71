"""The last chunk of a document is not written to the buffer, and only what arrived is counted.

In real life: the failure PM-7 of iteration 002. An error of the write is swallowed, and the number of chunks is read
from what is there.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-22.3",)
FIELD = "pipeline"
SELECTION = ("No Write To The Buffers Is Lost Without A Word",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.chunking"


def apply() -> None:
    from pipeline.database.pool import Connection
    from pipeline.worker.job import Job, Write
    from pipeline.worker.stages import chunking
    from pipeline.worker.tools import Tools

    cut = chunking.cut

    async def as_far_as_it_goes(job: Job, tools: Tools) -> tuple[Write, int]:
        write, chunks = await cut(job, tools)
        last: Any = chunks - 1

        async def losing_the_last(conn: Connection) -> None:
            await write(conn)
            await conn.execute(
                "DELETE FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1 AND chunk_ord = $2",
                job.document_id,
                last,
            )

        return losing_the_last, last

    replace(chunking, "cut", as_far_as_it_goes)
