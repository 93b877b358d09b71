"""Live status: one message for each stage change of the caller's jobs, resumable from a cursor."""

import asyncio
import contextlib
import logging
import re
import time
from collections import defaultdict
from typing import Any
from uuid import UUID

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from pipeline.api.context import Context, context_of
from pipeline.api.jobs import progress
from pipeline.api.tokens import Claims, read_access_token
from pipeline.database.pool import DatabaseAway, listen_forever
from pipeline.serving import Refusal

log = logging.getLogger("pipeline")
router = APIRouter()
BATCH = 500
LOOK_ANYWAY = 15.0  # seconds; also how soon a quiet socket notices a revoked session
PROTOCOL = "countersign.jobs"
LAST = 2**63 - 1
_CURSOR = re.compile(r"[0-9]{1,19}")
UNAUTHORIZED, TRY_AGAIN = 4401, 1013
NEWS = """
SELECT e.event_id, e.job_id, e.document_id, e.ts, e.type, e.code, e.payload,
       j.state, j.retry_count
FROM upload_pipeline.events e JOIN upload_pipeline.upload_jobs j USING (job_id)
WHERE e.event_id > $1 AND e.type <> 'stage_done' ORDER BY e.event_id LIMIT $2
"""
NEWEST = "SELECT coalesce(max(event_id), 0) FROM upload_pipeline.events"
MESSAGE_TYPES = {"stage_started": "stage"}
ENDED = ("done", "deadletter")


class Feed:
    """Wakes the sockets of this process whose user has new events."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: dict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(listen_forever(self._url, "events", self._spread))

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _spread(self, user_id: str | None) -> None:
        groups = self._waiting.values() if user_id is None else [self._waiting.get(UUID(user_id), set())]
        for group in list(groups):
            for news in group:
                news.set()

    @contextlib.contextmanager
    def subscription(self, user_id: UUID) -> Any:
        news = asyncio.Event()
        self._waiting[user_id].add(news)
        try:
            yield news
        finally:
            self._waiting[user_id].discard(news)
            if not self._waiting[user_id]:
                del self._waiting[user_id]


@router.websocket("/ws/jobs")
async def live(socket: WebSocket) -> None:
    """The token comes in the Authorization header or, from a browser, as subprotocol `bearer.<token>` beside
    `countersign.jobs`. `?cursor=` resumes after the last message received; without it, only new messages are sent."""
    ctx = context_of(socket)
    protocols = [p.strip() for p in socket.headers.get("sec-websocket-protocol", "").split(",")]
    caller = read_access_token(ctx.settings.secret("jwt_secret"), _token(socket, protocols))
    await socket.accept(subprotocol=PROTOCOL if PROTOCOL in protocols else None)
    if caller is None:
        await socket.close(UNAUTHORIZED, "sign in first")
        return
    feed: Feed = socket.app.state.feed
    with feed.subscription(caller.user_id) as news:
        sending = asyncio.create_task(_send(socket, ctx, caller, news))
        leaving = asyncio.create_task(_until_left(socket))
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        for task in (sending, leaving):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
                await task


def _token(socket: WebSocket, protocols: list[str]) -> str:
    scheme, _, token = socket.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token
    return next((p.removeprefix("bearer.") for p in protocols if p.startswith("bearer.")), "")


async def _until_left(socket: WebSocket) -> None:
    while True:
        await socket.receive()


async def _send(socket: WebSocket, ctx: Context, caller: Claims, news: asyncio.Event) -> None:
    try:
        given = socket.query_params.get("cursor", "")
        cursor = min(int(given), LAST) if _CURSOR.fullmatch(given) else await _newest(ctx, caller)
        await socket.send_json({"type": "hello", "cursor": cursor})
        while time.time() < caller.expires_at:
            news.clear()
            async with ctx.as_user(caller) as conn:
                rows = await conn.fetch(NEWS, cursor, BATCH)
            for row in rows:
                cursor = row["event_id"]
                await socket.send_json(as_message(row))
            if len(rows) < BATCH:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), min(LOOK_ANYWAY, max(0.1, caller.expires_at - time.time())))
        await socket.close(UNAUTHORIZED, "the access token has expired")
    except Refusal:
        await socket.close(UNAUTHORIZED, "this session has ended")
    except DatabaseAway:
        await socket.close(TRY_AGAIN, "the database is away; reconnect with your cursor")


async def _newest(ctx: Context, caller: Claims) -> int:
    async with ctx.as_user(caller) as conn:
        newest: int = await conn.fetchval(NEWEST)
        return newest


def as_message(row: Any) -> dict[str, Any]:
    """`stage` and progress are those of the event; `state` and `retry_count` are the job's at the time of sending.
    Only the final event says that a job has ended: a client that lags behind has earlier stages still to come."""
    stage = row["payload"].get("stage")
    now = "working" if row["state"] in ENDED else row["state"]
    done = row["type"] == "finalized" and row["payload"].get("state") == "done"
    return {
        "type": MESSAGE_TYPES.get(row["type"], row["type"]),
        "cursor": row["event_id"],
        "job_id": str(row["job_id"]),
        "document_id": str(row["document_id"]),
        "stage": stage,
        "state": row["payload"].get("state") or now,
        "progress": progress(stage, "done" if done else "working", 0).model_dump(),
        "code": row["code"],
        "message": row["payload"].get("message"),
        "retry_count": row["retry_count"],
        "ts": row["ts"].isoformat(),
    }
