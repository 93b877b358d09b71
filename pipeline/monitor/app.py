"""The monitor service: its page, its figures as JSON and as Prometheus text, and its own health."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from pipeline import logs
from pipeline.api.headers import SecurityHeaders
from pipeline.exposition import CONTENT_TYPE
from pipeline.monitor.prometheus import exposition
from pipeline.monitor.report import Report
from pipeline.monitor.watch import Watch
from pipeline.serving import Correlation, Refusal, error_answer, refuse, serve
from pipeline.settings import Settings, load

PAGE = Path(__file__).parent / "page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
STALE_AFTER_POLLS = 3


class Monitor:
    def __init__(self, settings: Settings) -> None:
        self.watch = Watch(settings)
        self.stale_seconds = STALE_AFTER_POLLS * settings.monitor_poll_seconds

    async def page(self, _request: Request) -> Response:
        return FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": POLICY})

    async def state(self, _request: Request) -> Response:
        told = self._told()
        return JSONResponse({"age_seconds": _age(told), **asdict(told)})

    async def history(self, request: Request) -> Response:
        """The whole history, or the part after the given time."""
        try:
            after = float(request.query_params.get("after", "0"))
        except ValueError:
            raise Refusal(422, "malformed", "after: expected seconds since 1970, such as 1767225600.") from None
        series = self.watch.history.after(after)
        return JSONResponse({"at": series.at, "series": series.values})

    async def metrics(self, _request: Request) -> Response:
        told = self._told()
        return PlainTextResponse(exposition(told, _age(told)), media_type=CONTENT_TYPE)

    async def health(self, _request: Request) -> Response:
        """Answers as long as the process lives; reports whether the watch goes on and which services it cannot see."""
        told = self.watch.latest
        age = _age(told) if told else None
        watching = age is not None and age <= self.stale_seconds
        blind = [service.name for service in told.services if service.last_seen != told.at] if told else []
        return JSONResponse({"status": "healthy" if watching else "stale", "age_seconds": age, "blind_to": blind})

    def _told(self) -> Report:
        if self.watch.latest is None:
            raise Refusal(503, "not_looked_yet", "The monitor has not looked yet; try again.", {"Retry-After": "1"})
        return self.watch.latest


def _age(told: Report) -> float:
    return round(max(0.0, time.time() - told.at), 3)


async def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (narrows the type)
    return error_answer(error.status_code, "refused", f"{error.detail}.", error.headers)


def create(settings: Settings) -> ASGIApp:
    monitor = Monitor(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(monitor.watch.forever())
        yield
        watching.cancel()
        monitor.watch.close()

    app = Starlette(
        routes=[
            Route("/", monitor.page),
            Route("/api/state", monitor.state),
            Route("/api/history", monitor.history),
            Route("/metrics", monitor.metrics),
            Route("/health", monitor.health),
            Mount("/page", StaticFiles(directory=PAGE)),
        ],
        exception_handlers={Refusal: refuse, HTTPException: _http_error},
        lifespan=lifespan,
    )
    return Correlation(SecurityHeaders(app))


def main() -> None:
    settings = load("worker_database_url")
    logs.start("monitor", settings.log_level)
    serve(create(settings), settings.monitor_url, settings.bind_host)
