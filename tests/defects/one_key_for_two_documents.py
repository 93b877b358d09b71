"""A key that was used for another document gives that document's job.

In real life: the key alone is looked up. The second document is never uploaded, and every answer is good.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-IDE-2",)
FIELD = "contract"
SELECTION = ("An Idempotency Key Is Not Taken For Another Document",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    async def by_key_alone(conn: Any, key: str, wanted: Any) -> Any:
        del wanted
        row = await conn.fetchrow(
            "SELECT job_id, document_id, upload_expires_at FROM upload_pipeline.upload_jobs WHERE idempotency_key = $1",
            key,
        )
        return tuple(row) if row else None

    replace(uploads, "_same_request", by_key_alone)
