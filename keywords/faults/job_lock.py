"""Holds a job where it is while its worker is met there: in this stage, and in no other."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

from keywords.basics.waiting import at_last, eventually
from keywords.contract.histories import names
from keywords.world import World

HOLDER = "claimed_by"  # the column of the contract that says which worker has a job in hand
WORKING = "working"
CAUGHT = sql.SQL(
    "SELECT {job_id}::text, {stage}, {holder} FROM {table} "
    "WHERE {stage} = ANY(%s) AND {state} = %s AND {holder} <> ALL(%s) "
    "AND {job_id}::text <> ALL(%s) LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED"
)
IN_HAND = sql.SQL("SELECT {job_id}::text, {stage}, {holder} FROM {table} WHERE {state} = %s")
WAITING = "SELECT pid FROM pg_stat_activity WHERE usename = %s AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
WORKERS = "WORKER_DATABASE_URL"  # the secret that says as whom workers come to the database
END_SECONDS = 20
END, GIVE_UP = "pg_terminate_backend", "pg_cancel_backend"


@dataclass(frozen=True)
class InHand:
    """A job that a worker has in hand."""

    job_id: str
    stage: str
    worker: str  # as the worker calls itself


@dataclass
class Held:
    """A job whose row is locked: nobody can write it, so it stays in its stage."""

    job: InHand
    _connection: Any
    _role: str

    def waiting(self) -> list[int]:
        """The sessions of workers that wait to write it."""
        return [int(row[0]) for row in self._all(WAITING)]

    def end_sessions(self) -> None:
        """End those that wait: what a dead worker has asked for last is not done in its name."""
        eventually(
            partial(self._all, f"SELECT {END}(pid) FROM ({WAITING}) AS those"),
            lambda left: not left,
            "sessions to end",
            END_SECONDS,
        )

    def give_up_statements(self) -> int:
        """Give up the statements that wait, as after a time limit; returns how many."""
        return len(self._all(f"SELECT {GIVE_UP}(pid) FROM ({WAITING}) AS those"))

    def _all(self, statement: str) -> list[Any]:
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees no session that came later
            cursor.execute(statement, (self._role,))
            return list(cursor.fetchall())


@contextmanager
def held(
    world: World, stages: Collection[str], seconds: float, *, workers: Collection[str] = (), jobs: Collection[str] = ()
) -> Iterator[Held | None]:
    """Within the block a job that a worker has in hand in one of these stages stays there; None where there is none.

    These `workers` and `jobs` are left alone: of those who have died some still seem to hold what they held.
    """
    ours = world.environment.stage_words
    wanted = [theirs for theirs, stage in ours.items() if stage in stages]
    connection = psycopg2.connect(world.database())
    try:

        def caught() -> Any:
            with connection.cursor() as cursor:
                cursor.execute(_about(world, CAUGHT), (wanted, _working(world), list(workers), list(jobs)))
                return cursor.fetchone()

        found = at_last(caught, bool, seconds)
        role = str(parse_dsn(world.stack.secrets[WORKERS])["user"])
        yield Held(InHand(found[0], ours[found[1]], found[2]), connection, role) if found else None
    finally:
        connection.close()


def in_hand(world: World) -> list[InHand]:
    """The jobs that workers have in hand now."""
    ours = world.environment.stage_words
    connection = psycopg2.connect(world.database())
    try:
        with connection.cursor() as cursor:
            cursor.execute(_about(world, IN_HAND), (_working(world),))
            return [InHand(job_id, ours.get(stage, stage), worker) for job_id, stage, worker in cursor.fetchall()]
    finally:
        connection.close()


def _about(world: World, statement: sql.SQL) -> sql.Composable:
    named = names(world.environment)
    columns = {key: sql.Identifier(named.jobs.columns[key]) for key in ("job_id", "stage", "state")}
    table, holder = sql.Identifier(named.schema, named.jobs.name), sql.Identifier(HOLDER)
    return statement.format(table=table, holder=holder, **columns)


def _working(world: World) -> str:
    return next(theirs for theirs, ours in world.environment.state_words.items() if ours == WORKING)
