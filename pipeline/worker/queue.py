"""The queue in the database. Every write names the fence of its claim; a write with an older fence is refused."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.database.pool import Connection, Database
from pipeline.stages import STAGES
from pipeline.worker.failures import Absent, Failure, LeaseLost, Need
from pipeline.worker.job import Advance, Job

ACTIVE = "state IN ('queued', 'working', 'retryable')"
UNDER_WAY = "stage <> 'queued'", "claimable_at"
NOT_BEGUN = "stage = 'queued'", "turn, created_at"

CLAIM = """
WITH due AS (
    SELECT job_id, state AS was, claimed_by AS previous FROM upload_pipeline.upload_jobs
    WHERE {active} AND {which} AND claimable_at <= now()
    ORDER BY {order} LIMIT $2 FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE upload_pipeline.upload_jobs j
    SET state = 'working', claimed_by = $1, claimed_at = now(), lease_until = now() + $3::interval,
        fence = fence + 1, called = false, takeovers = takeovers + (was = 'working')::int,
        started_at = coalesce(started_at, clock_timestamp()), -- the row may be younger than this statement
        updated_at = now()
    FROM due WHERE j.job_id = due.job_id
    RETURNING j.*, was, previous
), lost AS (
    INSERT INTO upload_pipeline.events (job_id, document_id, user_id, type, severity, code, payload, correlation_id)
    SELECT job_id, document_id, user_id, 'error', 'warning', 'worker_lost',
           jsonb_build_object('stage', stage, 'worker', previous, 'taken_over_by', $1::text, 'fence', fence),
           correlation_id
    FROM claimed WHERE was = 'working' ORDER BY user_id -- events lock their users, so always in the same order
)
SELECT claimed.*, filename, bytes_len, file_sha256, parsed_sha256, raw_path, parsed_path
FROM claimed JOIN upload_pipeline.documents USING (document_id)
"""
RENEW = """
UPDATE upload_pipeline.upload_jobs j SET lease_until = now() + $3::interval
FROM unnest($1::text[], $2::text[]) AS held (job_id, fence)
WHERE j.job_id = held.job_id::uuid AND j.fence = held.fence::bigint AND state = 'working'
RETURNING j.job_id
"""
# Events name the writer and its own fence, not those of the row, so that a wrongly accepted write shows.
HELD = "job_id = $1 AND fence = $2 AND state = 'working'"
NO_TROUBLE = "last_error = NULL, waiting_for = NULL, waiting_since = NULL"
ADVANCE = f"""
WITH held AS (
    UPDATE upload_pipeline.upload_jobs
    SET stage = $4::text, stage_pct = 0, takeovers = 0, payload = payload || $5::jsonb,
        cost_cents = cost_cents + $6::float8::numeric,
        parser_job_id = coalesce($7, parser_job_id), {NO_TROUBLE}, updated_at = now()
    WHERE {HELD} AND stage = $3 RETURNING *
), document AS (
    UPDATE upload_pipeline.documents d SET processing_status = $4, updated_at = now()
    FROM held WHERE d.document_id = held.document_id
), noted AS (
    INSERT INTO upload_pipeline.events (job_id, document_id, user_id, type, payload, correlation_id)
    SELECT job_id, document_id, user_id, type,
           jsonb_build_object('stage', event_stage, 'worker', $8::text, 'fence', $2::bigint), correlation_id
    FROM held, (VALUES (1, 'stage_done', $3), (2, 'stage_started', $4)) AS steps (n, type, event_stage) ORDER BY n
)
SELECT held.*, filename, bytes_len, file_sha256, parsed_sha256, raw_path, parsed_path
FROM held JOIN upload_pipeline.documents USING (document_id)
"""
FINISH = f"""
WITH held AS (
    UPDATE upload_pipeline.upload_jobs
    SET state = 'done', stage_pct = 100, {NO_TROUBLE}, claimed_by = NULL, lease_until = NULL,
        finished_at = now(), updated_at = now()
    WHERE {HELD} RETURNING *
), noted AS (
    INSERT INTO upload_pipeline.events (job_id, document_id, user_id, type, payload, correlation_id)
    SELECT job_id, document_id, user_id, type,
           jsonb_build_object('stage', stage, 'state', state, 'worker', $3::text, 'fence', $2::bigint), correlation_id
    FROM held, (VALUES (1, 'stage_done'), (2, 'finalized')) AS steps (n, type) ORDER BY n
)
SELECT job_id FROM held
"""
RELEASE = f"""
UPDATE upload_pipeline.upload_jobs
SET state = 'queued', claimed_by = NULL, lease_until = NULL, updated_at = now(),
    available_at = CASE WHEN called THEN now() ELSE now() + $3::interval END
WHERE {HELD} RETURNING job_id
"""
# $8: what the job waits for; then it costs no attempt, and the event says so.
FAIL = f"""
WITH held AS (
    UPDATE upload_pipeline.upload_jobs
    SET state = $3, retry_count = retry_count + ($3 = 'retryable' AND $8::text IS NULL)::int,
        available_at = now() + $4::interval, last_error = $5::jsonb,
        waiting_for = $8, waiting_since = CASE WHEN $8 IS NOT NULL THEN coalesce(waiting_since, now()) END,
        claimed_by = NULL, lease_until = NULL, updated_at = now(),
        finished_at = CASE WHEN $3 = 'deadletter' THEN now() END,
        parser_job_id = CASE WHEN $6 THEN NULL ELSE parser_job_id END
    WHERE {HELD} RETURNING *
), document AS (
    UPDATE upload_pipeline.documents d SET processing_status = 'deadletter', updated_at = now()
    FROM held WHERE d.document_id = held.document_id AND held.state = 'deadletter'
), noted AS (
    INSERT INTO upload_pipeline.events (job_id, document_id, user_id, type, severity, code, payload, correlation_id)
    SELECT job_id, document_id, user_id, type, severity, $5::jsonb ->> 'code',
           $5::jsonb || jsonb_build_object('state', state, 'worker', $7::text, 'fence', $2::bigint,
                                           'retry_count', retry_count, 'waiting_for', waiting_for, 'wait_s',
                                           CASE WHEN $8 IS NULL THEN extract(epoch FROM $4::interval) END),
           correlation_id
    FROM held, (VALUES
        (1, 'error', CASE WHEN $3 = 'retryable' THEN 'warning' ELSE 'error' END),
        (2, CASE WHEN $3 = 'retryable' THEN 'retry' ELSE 'finalized' END, 'info')
    ) AS steps (n, type, severity) ORDER BY n
)
SELECT job_id FROM held
"""
NEXT_DUE = f"""
SELECT extract(epoch FROM least(
    (SELECT min(claimable_at) FROM upload_pipeline.upload_jobs WHERE {ACTIVE} AND stage <> 'queued'),
    (SELECT min(claimable_at) FROM upload_pipeline.upload_jobs WHERE {ACTIVE} AND stage = 'queued'),
    (SELECT min(probe_at) FROM upload_pipeline.breakers WHERE opened_at IS NOT NULL AND EXISTS (
        SELECT FROM upload_pipeline.upload_jobs WHERE state = 'retryable' AND waiting_for = service || ' ' || call))
) - now())::float8
"""
NOTE_PROGRESS = f"""
UPDATE upload_pipeline.upload_jobs
SET stage_pct = $3, cost_cents = cost_cents + $4::float8::numeric, updated_at = now()
WHERE {HELD} RETURNING job_id
"""
RESUBMITTED = f"""
UPDATE upload_pipeline.upload_jobs
SET parser_job_id = $3, payload = payload || $4::jsonb, waiting_for = NULL, waiting_since = NULL, updated_at = now()
WHERE {HELD} RETURNING job_id
"""
WAITS = " The document waits, and goes on by itself."
_FIELDS = [f.name for f in fields(Job)]


class Queue:
    def __init__(self, database: Database, worker_id: str, lease: timedelta) -> None:
        self.database, self.worker_id, self.lease = database, worker_id, lease

    async def claim(self, most: int) -> list[Job]:
        """Claim up to `most` jobs: those under way first, then new ones by turn. Each statement is atomic."""
        jobs: list[Job] = []
        async with self.database.connection() as conn:
            for which, order in (UNDER_WAY, NOT_BEGUN):
                if len(jobs) < most:
                    statement = CLAIM.format(active=ACTIVE, which=which, order=order)
                    rows = await conn.fetch(statement, self.worker_id, most - len(jobs), self.lease)
                    jobs += [_as_job(row) for row in rows]
        return jobs

    async def seconds_to_next(self) -> float | None:
        async with self.database.connection() as conn:
            seconds: float | None = await conn.fetchval(NEXT_DUE)
            return seconds

    async def renew(self, held: Sequence[Job]) -> set[Any]:
        """Renew the leases of these jobs; returns the ids of those still held."""
        async with self.database.connection() as conn:
            rows = await conn.fetch(RENEW, [str(j.job_id) for j in held], [str(j.fence) for j in held], self.lease)
            return {row["job_id"] for row in rows}

    async def advance(self, conn: Connection, job: Job, done: Advance) -> Job:
        """Enter the next stage. Call this last in a transaction: a lost lease undoes its other writes too."""
        following = STAGES[STAGES.index(job.stage) + 1]
        outcome = (done.remember, done.cost_cents, done.parser_job_id)
        row = await conn.fetchrow(ADVANCE, job.job_id, job.fence, job.stage, following, *outcome, self.worker_id)
        return _as_job(self._kept(row))

    async def note_progress(self, conn: Connection, job: Job, stage_pct: int, cost_cents: float) -> None:
        """Note progress within a stage; undoes the transaction's other writes if the lease is lost."""
        self._kept(await conn.fetchval(NOTE_PROGRESS, job.job_id, job.fence, stage_pct, cost_cents))

    async def resubmitted(self, job: Job, parser_job_id: str, remember: dict[str, str]) -> None:
        async with self.database.connection() as conn:
            self._kept(await conn.fetchval(RESUBMITTED, job.job_id, job.fence, parser_job_id, remember))

    async def finish(self, job: Job) -> None:
        async with self.database.connection() as conn:
            self._kept(await conn.fetchval(FINISH, job.job_id, job.fence, self.worker_id))

    async def release(self, job: Job, seconds: float = 0, conn: Connection | None = None) -> None:
        """Hand back a job that has not failed."""
        async with self._connection(conn) as used:
            self._kept(await used.fetchval(RELEASE, job.job_id, job.fence, timedelta(seconds=seconds)))

    async def retry_later(
        self, job: Job, failure: Failure, seconds: float, *, resubmit: bool = False, conn: Connection | None = None
    ) -> None:
        """Spend an attempt; the job is due again after a while."""
        await self._fail(job, failure, "retryable", seconds, resubmit=resubmit, conn=conn)

    async def hold(self, job: Job, failure: Failure, seconds: float, need: Need, conn: Connection) -> None:
        """Let the job wait for what it needs, at most for so long. That costs no attempt."""
        await self._fail(job, failure, "retryable", seconds, need=need, conn=conn, words=WAITS)

    async def bury(self, job: Job, failure: Failure, *, resubmit: bool = False, conn: Connection | None = None) -> None:
        """Make the job a dead letter, with a reason that a person understands."""
        await self._fail(job, failure, "deadletter", 0, resubmit=resubmit, conn=conn)

    async def _fail(
        self,
        job: Job,
        failure: Failure,
        state: str,
        seconds: float,
        *,
        resubmit: bool = False,
        need: Need | None = None,
        conn: Connection | None = None,
        words: str = "",
    ) -> None:
        error: dict[str, str | int] = {
            "code": failure.code,
            "message": failure.message + words,
            "stage": job.stage,
            "at": datetime.now(UTC).isoformat(),
        }
        if isinstance(failure, Absent):
            error |= {"need": str(failure.need), "number": failure.number}
        how = state, timedelta(seconds=seconds), error, resubmit, self.worker_id, str(need) if need else None
        async with self._connection(conn) as used:
            self._kept(await used.fetchval(FAIL, job.job_id, job.fence, *how))

    def _connection(self, conn: Connection | None) -> AbstractAsyncContextManager[Connection]:
        return nullcontext(conn) if conn else self.database.connection()

    async def seen(self, jobs: int) -> None:
        """Sign the register of workers."""
        async with self.database.connection() as conn:
            await conn.execute(
                "INSERT INTO upload_pipeline.workers (worker_id, jobs) VALUES ($1, $2) "
                "ON CONFLICT (worker_id) DO UPDATE SET seen_at = now(), jobs = excluded.jobs",
                self.worker_id,
                jobs,
            )

    async def leave(self) -> None:
        async with self.database.connection() as conn:
            await conn.execute("DELETE FROM upload_pipeline.workers WHERE worker_id = $1", self.worker_id)

    @staticmethod
    def _kept(answer: Any) -> Any:
        if answer is None:
            raise LeaseLost
        return answer


def _as_job(row: Any) -> Job:
    return Job(**{name: row[name] for name in _FIELDS})
