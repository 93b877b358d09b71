"""Bytes that come without a length are taken without a limit.

In real life: the limit is compared with the length that the client tells. Browsers always tell it.
"""

from collections.abc import AsyncIterator
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-STO-7",)
FIELD = "storage"
SELECTION = ("More Bytes Than Were Announced Are Refused And Not Kept",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.bodies"


def apply() -> None:
    from starlette.requests import Request

    from pipeline.storage import bodies

    genuine = bodies.received

    def by_the_length_told(request: Request, max_bytes: int | None, *args: Any) -> AsyncIterator[bytes]:
        told = "content-length" in request.headers
        return genuine(request, max_bytes if told else None, *args)

    replace(bodies, "received", by_the_length_told)
