"""The database is full, or a worker has no memory: the pipeline says so, and loses no document and no work."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import asyncpg
import httpx
import psutil
import pytest

from keywords.basics.errors import TestBedError
from keywords.documents.pdf import generate
from keywords.faults.fault import Fault
from keywords.figures.outage_record import LOST, OUT_OF_MEMORY
from keywords.stacks.embedded import Embedded
from pipeline.database.pool import Database, DatabaseAway, DatabaseFull
from pipeline.worker import embedder, parser
from pipeline.worker.failures import Absent, Need, Transient
from pipeline.worker.sdks import Sdk, in_our_words
from pipeline.worker.worker import BaseWorker, explain
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import HOME, PATIENT, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.jobs import event_codes
from tests.pipeline.people import Person, eventually
from tests.pipeline.providers import weather
from tests.pipeline.small_disk import unavailable

FIRST_CALLS = """
import resource
from pipeline.providers import llamaparse_client, openai_client
from pipeline.settings import Settings
settings = Settings(openai_api_key="key", llamaparse_api_key="key")
model, parser = openai_client(settings), llamaparse_client(settings)
resource.setrlimit(resource.RLIMIT_NOFILE, (3, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
model.embeddings.create, model.chat.completions.create, parser.parsing.create, parser.parsing.get
"""
DISK, FULL = Fault("disk", "postgres", {"spare_mib": 24}), Fault("room", "postgres")


@pytest.fixture(scope="module")
def cramped() -> Iterator[Stack]:
    """A stack whose database is on a small disk."""
    with started("cramped-database", **PATIENT) as stack:
        there = Embedded(stack.name, str(HOME))
        try:
            DISK.strike(there)
            yield stack
        except TestBedError as error:
            unavailable(error)
        finally:
            DISK.heal(there)


@contextmanager
def full(stack: Stack) -> Iterator[None]:
    there = Embedded(stack.name, str(HOME))
    try:
        FULL.strike(there)
        yield
    finally:
        FULL.heal(there)


def readiness(stack: Stack) -> tuple[int, str]:
    answer = httpx.get(f"{stack.urls['api']}/ready", timeout=30)
    return answer.status_code, answer.json()["dependencies"]["database"]


def test_a_full_database_is_reported_and_accepted_documents_arrive_once_there_is_room(cramped: Stack) -> None:
    person = Person(cramped.urls["api"])
    with weather(cramped.urls["openai"], latency_ms=1000):
        uploads = [person.upload(generate(f"no room {n}", pages=2)) for n in range(3)]
        with full(cramped):
            eventually(lambda: readiness(cramped), lambda seen: seen == (503, "unavailable"), "the API to report it")
            refusals = set[tuple[int, str]]()
            for n in range(12):
                document = generate(f"perhaps no room {n}", pages=1)
                answer = person.announce(document)
                if answer.status_code == 201:  # a small row may still fit
                    uploads.append(upload := person.accepted(answer.json(), document))
                    assert httpx.put(upload.signed_url, content=document.data, timeout=30).status_code == 200
                else:
                    assert answer.headers["Retry-After"].isdigit()
                    refusals.add((answer.status_code, answer.json()["error"]["code"]))
            assert refusals == {(503, "database_unavailable")}
    eventually(lambda: readiness(cramped), lambda seen: seen == (200, "available"), "the database to have room")
    assert_clean(cramped, uploads)
    assert set(event_codes(cramped, uploads, "retry")) <= {"database_full"}


async def test_a_full_database_and_an_absent_one_are_different_errors(stack: Stack) -> None:
    database = Database(stack.secrets["WORKER_DATABASE_URL"], size=1)
    try:
        await database.check_room()
        for error in (asyncpg.DiskFullError, asyncpg.OutOfMemoryError, asyncpg.PostgresIOError):
            with pytest.raises(DatabaseFull):
                async with database.connection():
                    raise error("as the server would")
        with pytest.raises(DatabaseAway) as away:
            async with database.connection():
                raise asyncpg.TooManyConnectionsError("as the server would")
        assert not isinstance(away.value, DatabaseFull)
    finally:
        await database.close()


def test_the_check_for_room_really_writes(stack: Stack) -> None:
    """The server counts the bytes of temporary files that its statements wrote to disk."""
    written = "SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()"
    before = sql(stack.database, written)[0]["temp_bytes"]

    async def check() -> None:
        database = Database(stack.secrets["API_DATABASE_URL"], size=1)
        await database.check_room()
        await database.close()  # a connection reports its counts at the latest when it closes

    asyncio.run(check())
    eventually(lambda: sql(stack.database, written)[0]["temp_bytes"], lambda seen: seen > before, "a temporary file")


def test_a_lack_of_memory_has_a_name_of_its_own() -> None:
    failure = explain(MemoryError())
    assert isinstance(failure, Transient)
    assert failure.code == "worker_out_of_memory"
    assert "memory" in failure.message


@pytest.mark.parametrize("sdk", [embedder.SDK, parser.SDK])
async def test_a_lack_of_memory_is_not_mistaken_for_an_outage_of_a_provider(sdk: Sdk) -> None:
    """The SDKs report any error during a call as a broken connection."""

    async def call(cause: Exception) -> None:
        raise import_module(sdk.module).APIConnectionError(request=cast(Any, None)) from cause

    need = Need("provider", "call")
    with pytest.raises(MemoryError):
        await in_our_words(sdk, need, lambda: call(MemoryError()))
    with pytest.raises(Absent, match=sdk.away.code):
        await in_our_words(sdk, need, lambda: call(OSError()))


class NoMemory:
    """A queue whose claim runs out of memory, and breakers of which none is open."""

    worker_id = "host:1/worker-1"

    async def claim(self, most: int) -> list[Any]:
        raise MemoryError(most)

    async def seen(self, jobs: int) -> None: ...

    async def send_probes(self) -> None: ...

    async def leave(self) -> None: ...


def test_provider_clients_are_loaded_before_file_handles_can_run_out() -> None:
    """An SDK opens files when a resource is first used; without a free handle that failed as a fault of our own."""
    done = subprocess.run([sys.executable, "-c", FIRST_CALLS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


async def test_a_worker_that_can_no_longer_claim_jobs_exits(stack: Stack) -> None:
    settings = SimpleNamespace(
        secret=lambda _: stack.secrets["WORKER_DATABASE_URL"], worker_concurrency=4, lease_seconds=3
    )
    worker = BaseWorker(cast(Any, SimpleNamespace(queue=NoMemory(), breakers=NoMemory(), settings=settings)))
    with pytest.raises(MemoryError):
        async with asyncio.timeout(60):
            await worker.run()


def test_workers_without_memory_lose_no_document(stack: Stack) -> None:
    """Each hits the limit or dies of it; the workers started after that have memory."""
    person, there, limit = Person(stack.urls["api"]), Embedded(stack.name, str(HOME)), Fault("memory", "worker")
    model = stack.urls["openai"]
    stack.cli("restart", "worker")  # workers that had much to do before keep that memory
    with weather(model, mode="hang"):  # no vectors come before the limit is set, however long that takes
        upload = person.upload(generate("no memory", pages=120))
        person.wait(upload, stage="embedding")
        try:
            limit.strike(there)
            with weather(model, latency_ms=8000):  # slow, so that the limit is lifted before the retries are used up
                eventually(
                    lambda: {LOST, OUT_OF_MEMORY}.intersection(event_codes(stack, [upload], "error")),
                    bool,
                    "a worker to hit the limit",
                )
        finally:
            limit.heal(there)
    assert_clean(stack, [upload])
    for name, pid in stack.pids().items():
        if name.startswith("worker"):
            assert psutil.Process(pid).rlimit(psutil.RLIMIT_DATA)[0] == psutil.RLIM_INFINITY


def test_status_names_the_folders_of_the_data(stack: Stack) -> None:
    data = json.loads(stack.cli("status", "--json").stdout)["data"]
    assert {name: Path(folder).is_dir() for name, folder in data.items()} == {"postgres": True, "storage": True}
