"""What the API counts about itself, and what the database says about jobs."""

import os
import time
from dataclasses import dataclass
from typing import Any, get_args

from fastapi import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.api.context import Context
from pipeline.api.schemas import ClientError
from pipeline.database.pool import DatabaseAway
from pipeline.stages import BREAKING

REQUESTS = Counter("http_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "http_request_seconds",
    "Time to answer",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
CLIENT_LOADS = Counter("client_loads", "Loads of the web page")
CLIENT_ERRORS = Counter("client_errors", "Errors of the web page", ["kind"])
for _kind in get_args(ClientError.model_fields["kind"].annotation):
    CLIENT_ERRORS.labels(_kind)  # so that zero is shown too
JOBS = "SELECT stage, state, count(*) AS n FROM upload_pipeline.upload_jobs GROUP BY stage, state"
EVENTS = """
SELECT type, coalesce(code, '') AS code, count(*) AS n FROM upload_pipeline.events
WHERE type IN ('error', 'retry', 'finalized') GROUP BY 1, 2
"""
WORKERS = """
SELECT count(*) AS n, coalesce(sum(jobs), 0) AS jobs FROM upload_pipeline.workers
WHERE seen_at > now() - $1::interval
"""
BREAKERS = "SELECT service, count(opened_at) AS n FROM upload_pipeline.breakers GROUP BY service"


class Measured:
    """ASGI layer that times each request under its route's template."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if route != "unmatched" else "any"
            REQUESTS.labels(method, route, str(status)).inc()
            SECONDS.labels(method, route).observe(time.perf_counter() - started)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Figures just read from the database, as a collector; they belong to no process."""

    families: list[GaugeMetricFamily]

    def collect(self) -> list[GaugeMetricFamily]:
        return self.families


async def exposition(ctx: Context) -> Response:
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # several API processes, counted together
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for counted in (REQUESTS, SECONDS, CLIENT_LOADS, CLIENT_ERRORS):
            registry.register(counted)
    registry.register(Snapshot(await _from_database(ctx)))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


async def _from_database(ctx: Context) -> list[GaugeMetricFamily]:
    up = GaugeMetricFamily("database_up", "1 when the database answers", value=1)
    try:
        async with ctx.as_service() as conn:
            jobs, events = [await conn.fetch(query) for query in (JOBS, EVENTS)]
            workers = await conn.fetch(WORKERS, ctx.settings.lease)
            breakers = await conn.fetch(BREAKERS)
    except DatabaseAway:
        return [GaugeMetricFamily(up.name, up.documentation, value=0)]
    return [
        up,
        _family("jobs", "Jobs by stage and state", ("stage", "state"), jobs),
        _family("job_events", "Errors, retries and endings so far", ("type", "code"), events),
        GaugeMetricFamily("workers_live", "Workers seen within a lease", value=workers[0]["n"]),
        GaugeMetricFamily("workers_busy_jobs", "Jobs held by live workers", value=workers[0]["jobs"]),
        _open_breakers({row["service"]: row["n"] for row in breakers}),
    ]


def _open_breakers(opened: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily("breaker_open", "1 while jobs wait for this service", labels=("service",))
    for service in BREAKING:
        family.add_metric([service], min(1, opened.get(service, 0)))
    return family


def _family(name: str, documentation: str, labels: tuple[str, str], rows: list[Any]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, documentation, labels=labels)
    for row in rows:
        family.add_metric([row[label] for label in labels], row["n"])
    return family
