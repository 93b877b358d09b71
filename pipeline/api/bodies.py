"""Limits request bodies: all routes but the webhook accept only small JSON, so memory use stays bounded."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALL = 256 * 1024


class LimitedBodies:
    """ASGI layer that stops reading a body at its path's limit and answers 413."""

    def __init__(self, app: ASGIApp, larger: dict[str, int]) -> None:
        self.app, self.larger = app, larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.larger.get(scope["path"], SMALL)
        announced = Headers(scope=scope).get("content-length", "0")
        seen = int(announced) if announced.isdecimal() and int(announced) > limit else 0

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413, f"At most {limit} bytes may be sent here.", {"Connection": "close"})
            return message

        await self.app(scope, counting, send)
