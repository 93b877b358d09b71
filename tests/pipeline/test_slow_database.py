"""A statement that takes too long: a failure of the stage if the database is there, and else waited for."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import psycopg2
import pytest

from keywords.documents.generated import generate
from pipeline.database.pool import Database, DatabaseAway, DatabaseSlow
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import Stack
from tests.pipeline.database import history, sql
from tests.pipeline.people import Person
from tests.pipeline.test_bad_input import dies


async def test_a_statement_that_is_given_up_is_told_from_a_database_that_is_away(stack: Stack) -> None:
    database = Database(stack.secrets["WORKER_DATABASE_URL"], size=1, timeout=0.5)
    try:
        for statement in ("SELECT pg_sleep(30)", "SET LOCAL statement_timeout = 100; SELECT pg_sleep(30)"):
            with pytest.raises(DatabaseSlow):
                async with database.transaction() as conn:
                    await conn.execute(statement)
        async with database.connection() as conn:
            assert await conn.fetchval("SELECT 1") == 1

        async def broken_off() -> None:
            async with database.connection() as conn:
                conn.terminate()
                await conn.fetchval("SELECT 1")

        with pytest.raises(DatabaseAway) as away:
            await broken_off()
        assert not isinstance(away.value, DatabaseSlow)
        async with database.connection():  # the only one there is
            with pytest.raises(DatabaseAway) as away:
                await database.version()
        assert not isinstance(away.value, DatabaseSlow)
        with pytest.raises(asyncpg.DivisionByZeroError):
            async with database.connection() as conn:
                await conn.fetchval("SELECT 1 / 0")
    finally:
        await database.close()


@contextmanager
def nothing_can_be_buffered(stack: Stack) -> Iterator[None]:
    """Somebody holds a lock on the buffer of chunks, and workers' statements are given up after a second."""
    limit = "ALTER ROLE worker {} statement_timeout"
    sql(stack.database, limit.format("SET") + " = '1s'")
    holder = psycopg2.connect(stack.database)
    try:
        stack.cli("restart", "worker")
        holder.cursor().execute("LOCK TABLE upload_pipeline.document_chunk_buffer IN SHARE MODE")
        yield
    finally:
        holder.close()
        sql(stack.database, limit.format("RESET"))
        stack.cli("restart", "worker")


def test_a_stage_that_asks_too_much_of_the_database_ends_in_a_dead_letter_that_can_be_brought_back(
    stack: Stack,
) -> None:
    person = Person(stack.urls["api"])
    with nothing_can_be_buffered(stack):
        upload = person.upload(generate("too slow", pages=1))
        assert "took too long" in dies(person, upload, "database_slow")
    steps = history(stack.database, upload.job_id)
    assert steps.count(("retry", "chunking")) == 3
    assert person.http.post(f"/api/v2/jobs/{upload.job_id}/retry").status_code == 202
    assert_clean(stack, [upload])
