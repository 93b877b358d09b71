"""The audit log holds the address that a request claims to come from.

In real life: behind a proxy the first name in that header is the caller's, so it is read; and nobody looks whether
there is a proxy.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-AUD-11",)
FIELD = "security"
SELECTION = ("An Entry Holds The True Address, Whatever A Request Claims",)
SERVICES = ("api",)
MODULE = "pipeline.api.context"


def apply() -> None:
    from pipeline.api import context

    genuine = context.origin_of

    def claimed(request: Any) -> str:
        return request.headers.get("x-forwarded-for") or genuine(request)

    replace(context, "origin_of", claimed)
