"""Locks a job that a worker has claimed, so that the worker can be met in a certain stage."""

from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

from keywords.basics.waiting import eventually, poll
from keywords.contract.histories import names
from keywords.world import World

HOLDER = "claimed_by"  # the column of the contract that names the worker of a job
WORKING = "working"
LOCK = sql.SQL(
    "SELECT {job_id}::text, {stage}, {holder} FROM {table} "
    "WHERE {stage} = ANY(%s) AND {state} = %s AND {holder} <> ALL(%s) "
    "AND {job_id}::text <> ALL(%s) LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED"
)
CLAIMED = sql.SQL("SELECT {job_id}::text, {stage}, {holder} FROM {table} WHERE {state} = %s")
WAITING = "SELECT pid FROM pg_stat_activity WHERE usename = %s AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
WORKERS = "WORKER_DATABASE_URL"  # the secret with which workers connect to the database
END_SECONDS = 20
END, CANCEL = "pg_terminate_backend", "pg_cancel_backend"


@dataclass(frozen=True)
class ClaimedJob:
    """A job that a worker has in hand."""

    job_id: str
    stage: str
    worker: str  # by the worker's own name


@dataclass
class LockedJob:
    """A claimed job whose row is locked: no one can write it, so it stays in its stage."""

    job: ClaimedJob
    _connection: Any
    _role: str

    def waiting(self) -> list[int]:
        """The sessions of workers that wait to write the row."""
        return [int(row[0]) for row in self._all(WAITING)]

    def end_sessions(self) -> None:
        """End the waiting sessions: the database must not carry out the last statement of a dead worker."""
        eventually(
            partial(self._all, f"SELECT {END}(pid) FROM ({WAITING}) AS those"),
            lambda left: not left,
            "sessions to end",
            END_SECONDS,
        )

    def cancel_statements(self) -> int:
        """Cancel the waiting statements, as a time limit would; returns how many there were."""
        return len(self._all(f"SELECT {CANCEL}(pid) FROM ({WAITING}) AS those"))

    def _all(self, statement: str) -> list[Any]:
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees no session that came later
            cursor.execute(statement, (self._role,))
            return list(cursor.fetchall())


@contextmanager
def locked_job(
    world: World, stages: Collection[str], seconds: float, *, workers: Collection[str] = (), jobs: Collection[str] = ()
) -> Iterator[LockedJob | None]:
    """Lock a claimed job in one of these stages for the block; None if none comes by in time.

    The given `workers` and `jobs` are left alone: a dead worker seems to hold its jobs for a while.
    """
    ours = world.environment.stage_words
    wanted = [theirs for theirs, stage in ours.items() if stage in stages]
    with closing(psycopg2.connect(world.database())) as connection:

        def lock() -> Any:
            with connection.cursor() as cursor:
                cursor.execute(_about(world, LOCK), (wanted, _working(world), list(workers), list(jobs)))
                return cursor.fetchone()

        found = poll(lock, bool, seconds)
        role = str(parse_dsn(world.stack.secrets[WORKERS])["user"])
        yield LockedJob(ClaimedJob(found[0], ours[found[1]], found[2]), connection, role) if found else None


def claimed_jobs(world: World) -> list[ClaimedJob]:
    """The jobs that workers have in hand now."""
    ours = world.environment.stage_words
    with closing(psycopg2.connect(world.database())) as connection, connection.cursor() as cursor:
        cursor.execute(_about(world, CLAIMED), (_working(world),))
        return [ClaimedJob(job_id, ours.get(stage, stage), worker) for job_id, stage, worker in cursor.fetchall()]


def _about(world: World, statement: sql.SQL) -> sql.Composable:
    named = names(world.environment)
    columns = {key: sql.Identifier(named.jobs.columns[key]) for key in ("job_id", "stage", "state")}
    table, holder = sql.Identifier(named.schema, named.jobs.name), sql.Identifier(HOLDER)
    return statement.format(table=table, holder=holder, **columns)


def _working(world: World) -> str:
    return next(theirs for theirs, ours in world.environment.state_words.items() if ours == WORKING)
