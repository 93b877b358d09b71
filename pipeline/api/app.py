"""The API: puts the routes together and runs them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from pipeline import logs, settings
from pipeline.api import chat, client, documents, health, jobs, live, search, sessions, uploads, webhooks
from pipeline.api.bodies import LimitedBodies
from pipeline.api.context import Context
from pipeline.api.headers import SecurityHeaders
from pipeline.api.metrics import Measured
from pipeline.api.model import Model
from pipeline.api.schemas import answers
from pipeline.database.pool import Database, DatabaseAway
from pipeline.logs import CORRELATION_HEADER
from pipeline.serving import Correlation, Refusal, broken, error_answer, refuse, serve
from pipeline.settings import Settings
from pipeline.storage.client import ObjectCorrupted, StorageClient, StorageUnavailable

NEEDED = ("api_database_url", "jwt_secret", "webhook_secret", "service_role_key", "openai_api_key")
ROUTERS = (sessions, uploads, jobs, documents, search, chat, live, webhooks, client, health)


def create(settings: Settings) -> ASGIApp:
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        context = Context(
            settings=settings,
            database=Database(settings.secret("api_database_url"), size=10),
            storage=StorageClient(
                settings.storage_url, settings.secret("service_role_key"), settings.call_timeout_seconds
            ),
            model=Model(settings),
        )
        app.state.context = context
        app.state.dependencies = health.Dependencies(context)
        app.state.feed = live.Feed(settings.secret("api_database_url"))
        app.state.feed.start()
        loading = asyncio.create_task(context.model.load())
        yield
        loading.cancel()
        await app.state.feed.stop()
        await app.state.dependencies.close()
        await context.close()

    app = FastAPI(
        title="Document pipeline",
        version="2.0.0",
        lifespan=lifespan,
        responses=answers(413, 422),
        summary="Upload PDFs, follow them through nine stages, search them and ask about them.",
    )
    for module in ROUTERS:
        app.include_router(module.router)
    app.add_exception_handler(Refusal, refuse)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(DatabaseAway, _away)
    app.add_exception_handler(StorageUnavailable, _away)
    app.add_exception_handler(ObjectCorrupted, _corrupted)
    app.add_exception_handler(Exception, broken)
    larger = {"/webhooks/llamaparse": settings.webhook_max_bytes}
    # Around everything that may break, so that the web page can read that answer too.
    for_pages = CORSMiddleware(
        LimitedBodies(app, larger),
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", CORRELATION_HEADER],
        expose_headers=[CORRELATION_HEADER, "Retry-After"],
    )
    return Correlation(Measured(SecurityHeaders(for_pages)))


async def _malformed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (narrows the type)
    problems = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
    return error_answer(422, "malformed", "; ".join(problems)[:2000])


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 (narrows the type)
    if error.status_code == 400:  # the framework answers it to a body that is not JSON
        return error_answer(422, "malformed", str(error.detail))
    if error.status_code == 405:
        return error_answer(
            405, "method_not_allowed", str(error.detail), {"Allow": ", ".join(_methods(request.url.path))}
        )
    code = {404: "not_found", 413: "too_large"}.get(error.status_code, "refused")
    return error_answer(error.status_code, code, str(error.detail), error.headers)


def _methods(path: str) -> list[str]:
    """All methods that a path allows; the framework names only those of the first route that matches."""
    routes = (route for module in ROUTERS for route in module.router.routes if isinstance(route, Route))
    return sorted({method for route in routes if route.path_regex.match(path) for method in route.methods or ()})


async def _away(_request: Request, error: Exception) -> JSONResponse:
    what = "storage" if isinstance(error, StorageUnavailable) else "database"
    wait = str(max(1, round(getattr(error, "retry_after", None) or 2)))
    return error_answer(
        503, f"{what}_unavailable", f"The {what} is away or full; try again in {wait} s.", {"Retry-After": wait}
    )


async def _corrupted(_request: Request, _error: Exception) -> JSONResponse:
    return error_answer(
        503, "object_corrupted", "The stored bytes are damaged and cannot be delivered.", {"Retry-After": "60"}
    )


def main() -> None:
    found = settings.load(*NEEDED)
    logs.start("api", found.log_level)
    serve(create(found), found.api_url, found.bind_host, shared=found.api_processes > 1)
