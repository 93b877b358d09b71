"""The audit log holds the user in place of the document that was uploaded or deleted.

In real life: an entry takes two ids in a row, and nothing tells them apart.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-AUD-6", "C-AUD-4")
FIELD = "security"
SELECTION = ("An Upload Is In The Audit Log", "A Sign-Out Is In The Audit Log")
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    genuine = context.audit

    async def of_the_user(conn: Any, request: Any, actor: Any, action: str, _obj: str | None, **details: Any) -> None:
        await genuine(conn, request, actor, action, f"user:{actor}", **details)

    replace(context, "audit", of_the_user)
