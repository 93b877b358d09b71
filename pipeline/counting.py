"""Counts the requests of a small service."""

from collections import Counter

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.exposition import CONTENT_TYPE, Family, write

OPERATIONS = ("/health", "/ready", "/metrics")


class Counting:
    """ASGI layer that counts requests by status and shows them at /metrics. Health and metrics do not count."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._requests: Counter[tuple[str, int]] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] == "/metrics":
            await PlainTextResponse(self._told(), media_type=CONTENT_TYPE)(scope, receive, send)
            return
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            if scope["path"] not in OPERATIONS:
                self._requests[scope["method"], status] += 1

    def _told(self) -> str:
        requests = Family("http_requests_total", "counter", "Requests answered")
        for (method, status), count in sorted(self._requests.items()):
            requests.add(count, method=method, status=str(status))
        return write([requests])
