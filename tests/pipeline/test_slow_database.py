"""A statement that takes too long fails its stage if the database is up; otherwise the worker waits for it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

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


class Relay:
    """A way to the database that can fall silent: then it passes nothing on, and notes what it was sent."""

    def __init__(self, host: str, port: int) -> None:
        self._there = host, port
        self.silent = False
        self.unanswered = b""
        self._passing = set[asyncio.Task[None]]()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._there)
        ways = [asyncio.ensure_future(self._pass(reader, back)), asyncio.ensure_future(self._pass(there, writer))]
        self._passing.update(ways)
        await asyncio.wait(ways)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if self.silent:
                self.unanswered += data
            else:
                writer.write(data)
                await writer.drain()
        writer.close()

    def end(self) -> None:
        for each in self._passing:
            each.cancel()


async def test_a_silent_database_is_not_asked_to_roll_back(stack: Stack) -> None:
    """The request would wait for that answer as long again, and for the connection to come back to the pool."""
    url = urlsplit(stack.secrets["WORKER_DATABASE_URL"])
    assert url.hostname
    assert url.port
    relay = Relay(url.hostname, url.port)
    server = await asyncio.start_server(relay.connected, "127.0.0.1", 0)
    here = url.netloc.replace(f":{url.port}", f":{server.sockets[0].getsockname()[1]}")
    database = Database(urlunsplit(url._replace(netloc=here)), size=1, timeout=0.5)

    async def fall_silent_within_a_transaction() -> None:
        async with database.transaction() as conn:
            relay.silent = True
            await conn.execute("SELECT 1 AS asked")

    try:
        assert await usable(database)
        with pytest.raises(DatabaseSlow):
            await fall_silent_within_a_transaction()
        assert b"asked" in relay.unanswered
        assert b"ROLLBACK" not in relay.unanswered
        relay.silent = False
        assert await usable(database), "the pool kept the connection that had fallen silent"
    finally:
        await database.close()
        relay.end()
        server.close()


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
