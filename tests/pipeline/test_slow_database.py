"""A statement that takes too long fails its stage if the database is up; otherwise the worker waits for it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import asyncpg
import pytest

from keywords.documents.pdf import generate
from pipeline.database.pool import Database, DatabaseAway, DatabaseSlow
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import Stack
from tests.pipeline.database import history, sql
from tests.pipeline.jobs import dead_letter
from tests.pipeline.locks import locked
from tests.pipeline.people import Person, eventually


async def usable(database: Database) -> bool:
    """True once its connection is open and answers in time, which may need several attempts on a busy machine."""
    async with asyncio.timeout(60):
        while True:
            with suppress(DatabaseAway):
                async with database.connection() as conn:
                    return bool(await conn.fetchval("SELECT 1") == 1)


async def test_a_slow_statement_and_an_absent_database_are_different_errors(stack: Stack) -> None:
    url = stack.secrets["WORKER_DATABASE_URL"]
    database, impatient = Database(url, size=1, timeout=60), Database(url, size=1, timeout=0.5)
    try:
        for asked, statement in (
            (impatient, "SELECT pg_sleep(30)"),
            (database, "SET LOCAL statement_timeout = 100; SELECT pg_sleep(30)"),
        ):
            assert await usable(asked)
            with pytest.raises(DatabaseSlow):
                async with asked.transaction() as conn:
                    await conn.execute(statement)
            assert await usable(asked)
        with pytest.raises(asyncpg.DivisionByZeroError):
            async with database.connection() as conn:
                await conn.fetchval("SELECT 1 / 0")
        async with database.connection():  # the only one of the pool
            with pytest.raises(DatabaseAway) as away:
                await database.version()
        assert not isinstance(away.value, DatabaseSlow)

        async def disconnected() -> None:
            async with database.connection() as conn:
                conn.terminate()
                await conn.fetchval("SELECT 1")

        with pytest.raises(DatabaseAway) as away:
            await disconnected()
        assert not isinstance(away.value, DatabaseSlow)
    finally:
        await database.close()
        await impatient.close()


@contextmanager
def nothing_can_be_buffered(stack: Stack) -> Iterator[Callable[[], object]]:
    """Lock the buffer of chunks; the yielded function cancels the statements that wait for the lock."""
    waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))"
    with locked(stack, "document_chunk_buffer", "SHARE") as holder:
        yield lambda: sql(stack.database, waiting, holder.get_backend_pid())


def test_a_stage_too_slow_for_the_database_ends_in_a_dead_letter_that_can_be_retried(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with nothing_can_be_buffered(stack) as cancel:
        upload = person.upload(generate("too slow", pages=1))

        def state() -> object:
            cancel()
            return person.job(upload.job_id)["state"]

        eventually(state, lambda seen: seen == "deadletter", "the last retry to fail")
        assert "took too long" in dead_letter(person, upload, "database_slow")
    steps = history(stack.database, upload.job_id)
    assert steps.count(("retry", "chunking")) == 1 + 3  # the first cost nothing: the database might have been away
    assert person.http.post(f"/api/v2/jobs/{upload.job_id}/retry").status_code == 202
    assert_clean(stack, [upload])
