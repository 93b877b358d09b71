"""Looks into the database: jobs, what happened to them in the last minute, and workers that report there."""

import asyncio
from dataclasses import dataclass

import asyncpg

from pipeline.monitor.asking import PATIENCE_SECONDS, NoAnswer
from pipeline.monitor.figures import WINDOW_SECONDS

WORKER_SILENT_SECONDS = 30
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
JOBS = """
SELECT stage, state, count(*) AS jobs, count(*) FILTER (WHERE finished_at > now() - $1 * interval '1 s') AS lately
FROM upload_pipeline.upload_jobs GROUP BY stage, state
"""
# Events are many and have no index by time. Apart from long transactions, their numbers rise with time, so this reads
# only those after a number that is old enough.
EVENTS = """
SELECT count(*) FILTER (WHERE type = 'error') AS errors, count(*) FILTER (WHERE type = 'retry') AS retries
FROM upload_pipeline.events
WHERE ts > now() - $1 * interval '1 s' AND event_id > (
    SELECT coalesce(max(event_id), 0) FROM upload_pipeline.events WHERE ts < now() - 2 * $1 * interval '1 s')
"""
WORKERS = """
SELECT split_part(worker_id, '/', 2) AS name, jobs, extract(epoch FROM now() - seen_at)::float8 AS silent
FROM upload_pipeline.workers WHERE seen_at > now() - $1 * interval '1 s' ORDER BY name
"""
BREAKERS = """
SELECT service, min(opened_at) AS since, count(*) FILTER (WHERE state = 'retryable')::int AS jobs
FROM upload_pipeline.breakers LEFT JOIN upload_pipeline.upload_jobs ON waiting_for = service || ' ' || call
WHERE opened_at IS NOT NULL GROUP BY service ORDER BY service
"""
READ_ONLY = {"default_transaction_read_only": "on", "application_name": "monitor"}
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"


@dataclass(frozen=True)
class Worker:
    name: str
    jobs: int
    silent_seconds: float


@dataclass(frozen=True)
class OpenBreaker:
    """A service that is away, and the jobs that wait for it."""

    service: str
    since: float
    jobs: int


@dataclass(frozen=True)
class Figures:
    """Figures from the database; `lately` means in the last minute."""

    jobs: dict[tuple[str, str], int]  # (stage, state) -> how many
    done_lately: int
    dead_lately: int
    errors_lately: int
    retries_lately: int
    workers: list[Worker]
    connections: int
    breakers: list[OpenBreaker]


class DatabaseLook:
    """Reads over one permanent, read-only connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._conn: asyncpg.Connection | None = None

    async def look(self) -> Figures:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._figures()
        except AWAY as error:
            self.close()
            raise NoAnswer(_reason(error)) from error

    def close(self) -> None:
        if self._conn:
            self._conn.terminate()
        self._conn = None

    async def _figures(self) -> Figures:
        if self._conn is None or self._conn.is_closed():
            self._conn = await asyncpg.connect(self._url, server_settings=READ_ONLY)
        conn = self._conn
        jobs = await conn.fetch(JOBS, WINDOW_SECONDS)
        events = await conn.fetchrow(EVENTS, WINDOW_SECONDS)
        workers = await conn.fetch(WORKERS, WORKER_SILENT_SECONDS)
        breakers = await conn.fetch(BREAKERS)

        def lately(state: str) -> int:
            return sum(row["lately"] for row in jobs if row["state"] == state)

        return Figures(
            jobs={(row["stage"], row["state"]): row["jobs"] for row in jobs},
            done_lately=lately("done"),
            dead_lately=lately("deadletter"),
            errors_lately=events["errors"],
            retries_lately=events["retries"],
            workers=[Worker(row["name"], row["jobs"], row["silent"]) for row in workers],
            connections=await conn.fetchval(CONNECTIONS),
            breakers=[OpenBreaker(row["service"], row["since"].timestamp(), row["jobs"]) for row in breakers],
        )


def _reason(error: Exception) -> str:
    match error:
        case TimeoutError():
            return f"no answer within {PATIENCE_SECONDS:g} s"
        case asyncpg.UndefinedTableError() | asyncpg.InvalidSchemaNameError():
            return "its schema is not there yet"
        case asyncpg.InvalidAuthorizationSpecificationError() | asyncpg.InvalidPasswordError():
            return "it refuses the monitor's login"
        case ConnectionRefusedError():
            return "nothing listens there"
        case _:
            return "it does not answer"
