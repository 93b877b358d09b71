"""A retry by hand is in the audit log as an upload.

In real life: the call is a copy of the one for uploads, with the word that came with it.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-AUD-7",)
FIELD = "security"
SELECTION = ("A Retry By Hand Is In The Audit Log",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    genuine = context.audit

    async def as_uploads(conn: Any, request: Any, actor: Any, action: str, obj: str | None, **details: Any) -> None:
        await genuine(conn, request, actor, "upload.accepted" if action == "job.retried" else action, obj, **details)

    replace(context, "audit", as_uploads)
