"""Finishing a document writes its status to all documents.

In real life: an UPDATE lost the condition that names its row. With one document in the database it is right.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-17.2",)
FIELD = "data"
SELECTION = ("Other Users' Documents Stay Unchanged",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    finish = queue.Queue.finish

    async def of_all(self: queue.Queue, job: Any) -> None:
        async with self.database.connection() as conn:
            await conn.execute(
                "UPDATE upload_pipeline.documents SET processing_status = $1, updated_at = now()", job.stage
            )
        await finish(self, job)

    replace(queue.Queue, "finish", of_all)
