"""A statement that takes too long: a failure of the stage if the database is there, and else waited for."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import asyncpg
import psycopg2
import pytest

from keywords.documents.pdf import generate
from pipeline.database.pool import Database, DatabaseAway, DatabaseSlow
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import Stack
from tests.pipeline.database import history, sql
from tests.pipeline.people import Person, eventually
from tests.pipeline.test_bad_input import dies


async def usable(database: Database) -> bool:
    """Its connection is open and answers in time, sooner or later: also an impatient one on a busy machine."""
    async with asyncio.timeout(60):
        while True:
            with suppress(DatabaseAway):
                async with database.connection() as conn:
                    return bool(await conn.fetchval("SELECT 1") == 1)


async def test_a_statement_that_is_given_up_is_told_from_a_database_that_is_away(stack: Stack) -> None:
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
        async with database.connection():  # the only one there is
            with pytest.raises(DatabaseAway) as away:
                await database.version()
        assert not isinstance(away.value, DatabaseSlow)

        async def broken_off() -> None:
            async with database.connection() as conn:
                conn.terminate()
                await conn.fetchval("SELECT 1")

        with pytest.raises(DatabaseAway) as away:
            await broken_off()
        assert not isinstance(away.value, DatabaseSlow)
    finally:
        await database.close()
        await impatient.close()


@contextmanager
def nothing_can_be_buffered(stack: Stack) -> Iterator[Callable[[], object]]:
    """Somebody holds a lock on the buffer of chunks; what is called gives up the statements that wait for it."""
    holder = psycopg2.connect(stack.database)
    waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))"
    try:
        holder.cursor().execute("LOCK TABLE upload_pipeline.document_chunk_buffer IN SHARE MODE")
        yield lambda: sql(stack.database, waiting, holder.get_backend_pid())
    finally:
        holder.close()


def test_a_stage_that_asks_too_much_of_the_database_ends_in_a_dead_letter_that_can_be_brought_back(
    stack: Stack,
) -> None:
    person = Person(stack.urls["api"])
    with nothing_can_be_buffered(stack) as give_up:
        upload = person.upload(generate("too slow", pages=1))

        def state() -> object:
            give_up()
            return person.job(upload.job_id)["state"]

        eventually(state, lambda seen: seen == "deadletter", "the end of all patience")
        assert "took too long" in dies(person, upload, "database_slow")
    steps = history(stack.database, upload.job_id)
    assert steps.count(("retry", "chunking")) == 3
    assert person.http.post(f"/api/v2/jobs/{upload.job_id}/retry").status_code == 202
    assert_clean(stack, [upload])
