"""Answers that carry an object: whole or a range, in constant memory, cut off rather than wrong."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from pipeline.serving import Refusal
from pipeline.storage.cipher import Corrupted
from pipeline.storage.names import Name
from pipeline.storage.objects import Objects, StoredObject

log = logging.getLogger("pipeline")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def range_of(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and stop of the requested range; None for the whole, also if the header is malformed or names several."""
    match = _RANGE.fullmatch((header or "").replace(" ", ""))
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(0, size - int(last))
    stop = min(size, int(last) + 1) if first and last else size
    if start >= stop:
        message = f"The object has {size} bytes; the requested range lies outside."
        raise Refusal(416, "range_not_satisfiable", message, {"Content-Range": f"bytes */{size}"})
    return start, stop


class _ObjectBody(StreamingResponse):
    """Closes the object however the delivery ends."""

    def __init__(self, stored: StoredObject, body: AsyncIterator[bytes], status: int, headers: dict[str, str]) -> None:
        super().__init__(body, status, headers)
        self._stored = stored

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._stored:
            await super().__call__(scope, receive, send)


async def _body(first: bytes, rest: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield one piece per turn of the event loop, to serve others and to notice that the reader has gone."""
    yield first
    try:
        for piece in rest:
            await asyncio.sleep(0)
            yield piece
    except Corrupted as error:
        log.error("object is corrupted, its delivery is cut off: %s", error)
        raise


def deliver(objects: Objects, name: Name, request: Request) -> Response:
    """The answer to a GET or HEAD; its first bytes are checked before it starts."""
    with ExitStack() as unless_delivered:
        stored = unless_delivered.enter_context(objects.open_object(name))
        footer, etag = stored.footer, f'"{stored.footer.sha256}"'
        headers = {
            "Accept-Ranges": "bytes",
            "Cache-Control": "private, no-store",
            "Content-Length": str(footer.size),
            "Content-Type": footer.content_type,
            "ETag": etag,
            "X-Content-Type-Options": "nosniff",
        }
        if request.method == "HEAD":
            return Response(headers=headers)
        unchanged = request.headers.get("if-range", etag) == etag
        asked = range_of(request.headers.get("range"), footer.size) if unchanged else None
        start, stop = asked or (0, footer.size)
        if asked:
            headers["Content-Length"] = str(stop - start)
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{footer.size}"
        pieces = stored.pieces(start, stop)
        body = _body(next(pieces), pieces)
        unless_delivered.pop_all()
    return _ObjectBody(stored, body, 206 if asked else 200, headers)
