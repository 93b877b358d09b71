"""Health, readiness and metrics."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from pipeline.api.context import Context, Ctx
from pipeline.api.metrics import exposition
from pipeline.api.schemas import Health
from pipeline.database.migrate import latest
from pipeline.database.pool import DatabaseAway

router = APIRouter(tags=["operations"])
REMEMBERED = 1.0  # seconds for which one look at the dependencies serves all callers
PATIENCE = 2.0
ESSENTIAL = {"database", "storage"}
LIVE_WORKERS = "SELECT count(*) FROM upload_pipeline.workers WHERE seen_at > now() - $1::interval"


class Dependencies:
    """Looks at what the API depends on, at most once a second however often it is called."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._seen: dict[str, str] = {}
        self._seen_at = 0.0
        self._looking = asyncio.Lock()
        self._ending: dict[str, asyncio.Future[str]] = {}  # looks that took too long and have not ended yet
        self._expected_version = latest()
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def states(self) -> dict[str, str]:
        async with self._looking:
            if time.monotonic() - self._seen_at > REMEMBERED:
                settings = self._context.settings
                looks: dict[str, Callable[[], Coroutine[Any, Any, str]]] = {
                    "database": self._database,
                    "storage": lambda: self._http(f"{settings.storage_url}/health"),
                    "llamaparse": lambda: self._http(f"{settings.llamaparse_url}/health"),
                    "openai": lambda: self._http(f"{settings.openai_url.removesuffix('/v1')}/health"),
                    "workers": self._workers,
                }
                found = await asyncio.gather(*(self._promptly(name, look) for name, look in looks.items()))
                self._seen = dict(zip(looks, found, strict=True))
                self._seen_at = time.monotonic()
            return self._seen

    async def _promptly(self, name: str, look: Callable[[], Coroutine[Any, Any, str]]) -> str:
        """What a look finds in time, without waiting for its end: behind a silent database that takes seconds."""
        otherwise = "unknown" if name == "workers" else "unavailable"
        if name in self._ending:
            return otherwise
        looking = asyncio.create_task(look())
        if (await asyncio.wait({looking}, timeout=PATIENCE))[0]:
            return looking.result()
        self._ending[name] = looking
        looking.add_done_callback(lambda _: self._ending.pop(name))
        looking.cancel()
        return otherwise

    async def _database(self) -> str:
        try:
            version = await self._context.database.version()
            await self._context.database.check_room()
        except DatabaseAway:
            return "unavailable"
        return "available" if version == self._expected_version else "not migrated"

    async def _workers(self) -> str:
        try:
            async with self._context.as_service() as conn:
                alive = await conn.fetchval(LIVE_WORKERS, self._context.settings.lease)  # later, others take their jobs
                return "available" if alive else "unavailable"
        except Exception:  # the state of the database says why
            return "unknown"

    async def _http(self, url: str) -> str:
        try:
            self._session = self._session or aiohttp.ClientSession()
            async with self._session.get(url, timeout=aiohttp.ClientTimeout(total=PATIENCE)) as answer:
                return "available" if answer.status < 500 else "unavailable"
        except (aiohttp.ClientError, TimeoutError, OSError):
            return "unavailable"


async def _health(request: Request) -> Health:
    dependencies: Dependencies = request.app.state.dependencies
    states = await dependencies.states()
    away = {name for name, state in states.items() if state != "available"}
    status = "unhealthy" if away & ESSENTIAL else "degraded" if away else "healthy"
    return Health(status=status, dependencies=states)


@router.get("/health")
async def health(request: Request) -> Health:
    """Answers as long as the process lives, and reports its true health."""
    return await _health(request)


@router.get("/ready", responses={503: {"model": Health}})
async def ready(request: Request) -> Response:
    """503 while uploads cannot be accepted: the database or the storage is away."""
    found = await _health(request)
    headers = {"Retry-After": "2"} if found.status == "unhealthy" else {}
    return JSONResponse(found.model_dump(), 503 if headers else 200, headers)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(ctx: Ctx) -> Response:
    """Prometheus text."""
    return await exposition(ctx)
