"""A refused sign-in leaves no entry in the audit log.

In real life: the entry is written in the transaction that the refusal rolls back.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-AUD-3",)
FIELD = "security"
SELECTION = ("A Refused Sign-In Is In The Audit Log",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    genuine = context.audit

    async def but_refusals(conn: Any, request: Any, actor: Any, action: str, obj: str | None, **details: Any) -> None:
        if action != "user.sign_in_refused":
            await genuine(conn, request, actor, action, obj, **details)

    replace(context, "audit", but_refusals)
