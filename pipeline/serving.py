"""What every HTTP service shares: correlation, error answers, the access log, and running under uvicorn."""

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.logs import CORRELATION_HEADER, correlate, correlation_id

log = logging.getLogger("pipeline")


class Refusal(Exception):
    """An error answer, in words for the caller."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None, **details: Any):
        super().__init__(message)
        self.status, self.code, self.message, self.headers, self.details = status, code, message, headers, details


def error_answer(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None, **details: Any
) -> JSONResponse:
    body = {"error": {"code": code, "message": message, "correlation_id": correlation_id.get(), **details}}
    return JSONResponse(body, status_code=status, headers=dict(headers or {}))


def broken(*_: Any) -> JSONResponse:
    """The answer to an unexpected error; also an exception handler."""
    return error_answer(500, "internal_error", "Something went wrong on our side.")


async def refuse(_request: Any, refusal: Exception) -> JSONResponse:
    """Exception handler for Refusal."""
    assert isinstance(refusal, Refusal)  # noqa: S101 (narrows the type that Starlette's signature widens)
    return error_answer(refusal.status, refusal.code, refusal.message, refusal.headers, **refusal.details)


class Correlation:
    """Outermost ASGI layer: gives each request a correlation id, one log line, and a plain answer if it breaks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        chosen = correlate(Headers(scope=scope).get(CORRELATION_HEADER))
        started, status, answered = time.perf_counter(), 0, False

        async def noting(message: Message) -> None:
            nonlocal status, answered
            answered = message["type"] == "http.response.body" and not message.get("more_body")
            if message["type"] in ("http.response.start", "websocket.accept"):
                status = message.get("status", 101)
                MutableHeaders(scope=message).append(CORRELATION_HEADER, chosen)
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            log.exception("unexpected error")
            if not answered:
                if status or scope["type"] == "websocket":
                    raise
                await broken()(scope, receive, noting)
        finally:
            log.info(
                "%s %s",
                scope.get("method", "WS"),
                scope["path"],
                extra={"status": status, "ms": round((time.perf_counter() - started) * 1000, 1)},
            )


def listen(url: str, bind_host: str, *, shared: bool = False) -> socket.socket:
    """A listening socket on the port of `url`; `shared` lets several processes of one service listen together."""
    parts = urlsplit(url)
    sock = socket.socket(socket.AF_INET6 if ":" in bind_host else socket.AF_INET)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind((bind_host, parts.port or (443 if parts.scheme == "https" else 80)))
    return sock


def serve(app: ASGIApp, url: str, bind_host: str, *, shared: bool = False) -> None:
    """Run one service in this process until SIGTERM or SIGINT."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        ws_max_size=64 * 1024,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=75,
    )
    Server(config).run(sockets=[listen(url, bind_host, shared=shared)])


class Server(uvicorn.Server):
    """Wakes once a second for the date, and on a stop signal; uvicorn polls for it ten times a second."""

    _wake: Callable[[], object] | None = None

    async def main_loop(self) -> None:
        loop, told = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(told.set)
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), 1)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self._wake:
            self._wake()
