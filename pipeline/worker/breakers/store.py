"""The breakers in the database. A change locks its row until the job that caused it is written too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pipeline.database.pool import Connection, Database
from pipeline.worker.breakers.rule import Breaker
from pipeline.worker.failures import Need

COLUMNS = [field.name for field in fields(Breaker)]
ALL = "SELECT * FROM upload_pipeline.breakers"
LOCKED = """
INSERT INTO upload_pipeline.breakers (service, call) VALUES ($1, $2)
ON CONFLICT (service, call) DO UPDATE SET service = excluded.service RETURNING *, clock_timestamp() AS now
"""
KEEP = f"""
UPDATE upload_pipeline.breakers
SET {", ".join(f"{name} = ${place}" for place, name in enumerate(COLUMNS, 3))}
WHERE service = $1 AND call = $2
"""
WAKE = """
UPDATE upload_pipeline.upload_jobs SET available_at = now() WHERE state = 'retryable' AND waiting_for = $1
"""
# One waiting job of each breaker that is due: the one that has been quiet for longest.
PROBE = """
WITH due AS (
    SELECT service, call FROM upload_pipeline.breakers
    WHERE opened_at IS NOT NULL AND probe_at <= now() FOR UPDATE SKIP LOCKED
), next AS (
    SELECT due.service, due.call, waiting.job_id FROM due CROSS JOIN LATERAL (
        SELECT job_id FROM upload_pipeline.upload_jobs
        WHERE state = 'retryable' AND waiting_for = due.service || ' ' || due.call
        ORDER BY updated_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS waiting
), taken AS (
    UPDATE upload_pipeline.breakers b SET probe_job = next.job_id, probe_at = now() + $1::interval
    FROM next WHERE b.service = next.service AND b.call = next.call
)
UPDATE upload_pipeline.upload_jobs j SET available_at = now() FROM next WHERE j.job_id = next.job_id
"""
# Nobody waits any more, as after a deletion: there is nothing to probe with, and nothing to protect.
FORGET = """
UPDATE upload_pipeline.breakers SET opened_at = NULL, probe_at = NULL, probe_job = NULL, failures = 0
WHERE opened_at IS NOT NULL AND probe_at <= now() AND NOT EXISTS (
    SELECT FROM upload_pipeline.upload_jobs
    WHERE state IN ('queued', 'working', 'retryable') AND waiting_for = service || ' ' || call)
"""
GIVE_BACK = "UPDATE upload_pipeline.breakers SET probe_job = NULL, probe_at = now() WHERE probe_job = $1"


@dataclass
class Locked:
    """A breaker that nobody else can change now; `conn` is the transaction that holds it."""

    conn: Connection
    need: Need
    breaker: Breaker
    now: datetime

    async def keep(self, breaker: Breaker) -> None:
        values = [getattr(breaker, name) for name in COLUMNS]
        await self.conn.execute(KEEP, self.need.service, self.need.call, *values)
        self.breaker = breaker

    async def wake_all(self) -> None:
        """Let every waiting job go on at once."""
        await self.conn.execute(WAKE, str(self.need))


class Store:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[Need, Breaker]:
        async with self._database.connection() as conn:
            return {Need(row["service"], row["call"]): _as_breaker(row) for row in await conn.fetch(ALL)}

    @asynccontextmanager
    async def locked(self, need: Need) -> AsyncIterator[Locked]:
        async with self._database.transaction() as conn:
            row = await conn.fetchrow(LOCKED, need.service, need.call)
            yield Locked(conn, need, _as_breaker(row), row["now"])

    async def send_probes(self, patience: timedelta) -> None:
        """Make one waiting job of each open breaker claimable if its time has come."""
        async with self._database.connection() as conn:
            await conn.execute(PROBE, patience)
            await conn.execute(FORGET)

    async def give_back_probe(self, job_id: UUID) -> None:
        """The job that was to probe did not make the call: another one probes now."""
        async with self._database.connection() as conn:
            await conn.execute(GIVE_BACK, job_id)


def _as_breaker(row: Any) -> Breaker:
    return Breaker(**{name: row[name] for name in COLUMNS})
