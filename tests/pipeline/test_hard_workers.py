"""Workers that are killed again and again, or sleep through their lease, at every stage where that may hurt."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from typing import Any

import httpx
import psycopg2
import pytest

from keywords.documents.pdf import generate
from keywords.history.judging import Records
from pipeline.settings import load
from pipeline.stack.supervisor import ProcessInfo, Supervisor, socket_path
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.test_bad_input import weather
from tests.pipeline.test_bad_webhooks import ended, parser_job

DELIVERIES = "upload_pipeline.parser_deliveries"
LONG_AGO = """
SELECT 1 FROM upload_pipeline.upload_jobs
WHERE job_id = $1::uuid AND now() > (payload ->> 'submitted_at')::timestamptz + interval '1 second'
"""
KILLS = 50
DOCUMENTS_A_KILL = 2
LONGEST_PAUSE_SECONDS = 0.3
SEED = int(os.environ.get("COUNTERSIGN_SEED", time.time_ns() % 10**6))


@pytest.fixture(scope="module")
def hard() -> Iterator[Stack]:
    with started("hard", **QUICK_AND_GENEROUS | {"workers": 4, "api_processes": 1, "lease_seconds": 2}) as stack:
        yield stack


def workers(stack: Stack) -> dict[str, ProcessInfo]:
    found = Supervisor(socket_path(stack.folder)).processes()
    return {name: process for name, process in found.items() if name.startswith("worker-")}


def calls(url: str) -> dict[str, Any]:
    counted: dict[str, Any] = httpx.get(f"{url.removesuffix('/v1')}/control/calls", timeout=30).json()
    return counted


def kill_one(stack: Stack, chance: random.Random) -> None:
    """A worker that lives at this moment, whether it works, waits or is just starting."""

    def killed() -> bool:
        living = {name: process.pid for name, process in workers(stack).items() if process.pid}
        try:
            os.kill(living[chance.choice(sorted(living))] or 0, signal.SIGKILL)
        except (IndexError, ProcessLookupError):  # none lives, or this one has ended since it was looked for
            return False
        return True

    eventually(killed, bool, "a living worker")


def losses(records: Records) -> Counter[str | None]:
    """How often a worker was lost, by the stage of the job that it held."""
    return Counter(event.stage for event in records.events if event.code == "worker_lost" and event.type == "error")


def test_fifty_kills_over_a_hundred_documents_lose_and_double_nothing(hard: Stack) -> None:
    print(f"to repeat these kills: COUNTERSIGN_SEED={SEED}")  # noqa: T201 (pytest shows it when the test fails)
    chance, person, uploads = random.Random(SEED), Person(hard.urls["api"]), list[Upload]()
    before = {service: calls(hard.urls[service]) for service in ("llamaparse", "openai")}
    documents = [generate(f"kills-{SEED}-{n}", pages=1) for n in range(KILLS * DOCUMENTS_A_KILL)]
    with ThreadPoolExecutor(DOCUMENTS_A_KILL) as pool:
        for n in range(KILLS):
            following = documents[n * DOCUMENTS_A_KILL : (n + 1) * DOCUMENTS_A_KILL]
            uploads += pool.map(person.upload, following)
            time.sleep(chance.uniform(0, LONGEST_PAUSE_SECONDS))  # the moment is what is random
            kill_one(hard, chance)
    records = assert_clean(hard, uploads, seconds=300)
    lost = losses(records)
    assert sum(lost.values()) >= 2, (
        f"the kills hardly met any work: {lost}"
    )  # in every stage is for the suite to see to
    assert {event.type for event in records.events} <= {"stage_started", "stage_done", "error", "finalized"}
    assert_paid_once(hard, uploads, before, lost)
    eventually(lambda: {p.state for p in workers(hard).values()}, lambda seen: seen == {"running"}, "all back", 180)


def assert_paid_once(
    stack: Stack, uploads: list[Upload], before: dict[str, dict[str, Any]], lost: Counter[str | None]
) -> None:
    """Every call beyond one a document was made for a job that a dying worker had in hand; none is booked twice."""
    after = {service: calls(stack.urls[service]) for service in before}

    def more(service: str, call: str) -> int:
        counted = [seen[service]["calls"].get(call, {"count": 0})["count"] for seen in (before, after)]
        return int(counted[1] - counted[0])

    parses, embeddings = more("llamaparse", "POST /api/v2/parse"), more("openai", "POST /v1/embeddings")
    assert len(uploads) <= parses <= len(uploads) + lost["job_validated"] + lost["parsing"]
    assert len(uploads) <= embeddings <= len(uploads) + lost["embedding"]
    booked = sql(
        stack.database, "SELECT cost_cents::float FROM upload_pipeline.upload_jobs WHERE job_id = ANY($1::uuid[])",
        [upload.job_id for upload in uploads],
    )  # fmt: skip
    billed = sum(after[service]["cost_cents"] - before[service]["cost_cents"] for service in before)
    a_page = load().parse_cents_per_page
    assert all(a_page < row["cost_cents"] < 1.1 * a_page for row in booked)  # one page each, and its vectors once
    assert sum(row["cost_cents"] for row in booked) <= billed + 1e-3


@contextmanager
def asleep(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def holder(stack: Stack, upload: Upload, stage: str) -> int:
    """The process id of the worker that has the job in hand at this stage."""

    def look() -> dict[str, Any]:
        return sql(
            stack.database, "SELECT stage, claimed_by FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid",
            upload.job_id,
        )[0]  # fmt: skip

    seen = eventually(look, lambda job: job["stage"] == stage and job["claimed_by"] is not None, f"a worker at {stage}")
    return int(seen["claimed_by"].split(":")[1])


def taken_over(stack: Stack, upload: Upload, sleeper: int, stage: str) -> None:
    """Of this worker and at this stage: on a busy machine others have been too late for their lease before."""
    eventually(
        lambda: sql(
            stack.database, "SELECT 1 FROM upload_pipeline.events WHERE job_id = $1::uuid AND code = 'worker_lost' "
            "AND split_part(payload ->> 'worker', ':', 2) = $2 AND payload ->> 'stage' = $3",
            upload.job_id, str(sleeper), stage,
        ),
        bool, "another worker to take over",
    )  # fmt: skip


@contextmanager
def slow_parser(stack: Stack, person: Person) -> Iterator[Upload]:
    """The worker is to ask for the text, and the parser, which has it, falls asleep over the answer."""
    with (
        asking_the_parser(stack, person, "sleeps while parsing") as (upload, go_on),
        asleep(stack.pids()["llamaparse"]),
    ):
        go_on()
        yield upload


@contextmanager
def asking_the_parser(stack: Stack, person: Person, name: str) -> Iterator[tuple[Upload, Callable[[], None]]]:
    """No webhook comes, the parser has the text, and a worker that will ask for it at once waits to be let go on."""
    with weather(stack.urls["llamaparse"], webhook="lost"), connected(stack) as other:
        other.cursor().execute(f"LOCK TABLE {DELIVERIES} IN ACCESS EXCLUSIVE MODE")
        upload = person.upload(generate(name, pages=1))
        eventually(lambda: waiting(stack, f"relation = '{DELIVERIES}'::regclass"), bool, "the worker to look for news")
        eventually(lambda: ended(stack, parser_job(stack, upload)), bool, "the parser to have the text")
        eventually(lambda: sql(stack.database, LONG_AGO, upload.job_id), bool, "the webhook to be overdue")
        yield upload, other.rollback


@contextmanager
def slow_model(stack: Stack, person: Person) -> Iterator[Upload]:
    """The model falls asleep over the vectors."""
    with asleep(stack.pids()["openai"]):
        yield person.upload(generate("sleeps while embedding", pages=1))


@contextmanager
def slow_buffer(stack: Stack, person: Person) -> Iterator[Upload]:
    """The worker has filled the buffer and is reading it: the next lock waits for its writing, it for the next lock."""
    with connected(stack) as lock, connected(stack) as following, ThreadPoolExecutor(1) as pool:
        lock_buffer(lock)
        upload = person.upload(generate("sleeps over its buffer", pages=1))
        while person.job(upload.job_id)["stage"] != "chunks_buffered":  # a worker too late for its lease writes nothing
            eventually(lambda: waiting(stack), bool, "the worker to want the buffer")
            locked = pool.submit(lock_buffer, following)
            next_one = f"pid = {following.info.backend_pid}"
            eventually(partial(waiting, stack, next_one), bool, "the next lock to be queued")
            lock.rollback()
            locked.result(60)
            lock, following = following, lock
        eventually(lambda: waiting(stack), bool, "the worker to read the buffer")
        yield upload


@contextmanager
def connected(stack: Stack) -> Iterator[Any]:
    connection = psycopg2.connect(stack.database)
    try:
        yield connection
    finally:
        connection.close()


def lock_buffer(connection: Any) -> None:
    connection.cursor().execute("LOCK TABLE upload_pipeline.document_chunk_buffer IN ACCESS EXCLUSIVE MODE")


def waiting(stack: Stack, what: str = "relation = 'upload_pipeline.document_chunk_buffer'::regclass") -> int:
    """How many wait for a lock."""
    return len(sql(stack.database, f"SELECT 1 FROM pg_locks WHERE NOT granted AND {what}"))


@pytest.mark.parametrize(
    ("stage", "slow"), [("parsing", slow_parser), ("chunks_buffered", slow_buffer), ("embedding", slow_model)]
)
def test_a_worker_that_wakes_after_its_lease_is_refused(
    hard: Stack, stage: str, slow: Callable[[Stack, Person], AbstractContextManager[Upload]]
) -> None:
    with ExitStack() as sleep, slow(hard, Person(hard.urls["api"])) as upload:
        sleeper = holder(hard, upload, stage)
        sleep.enter_context(asleep(sleeper))  # left last, when nothing is slow any more
        taken_over(hard, upload, sleeper, stage)
    records = assert_clean(hard, [upload])
    assert losses(records)[stage] >= 1
    assert sleeper in [process.pid for process in workers(hard).values()]


def test_a_worker_that_sleeps_in_a_transaction_does_not_keep_its_job_locked(hard: Stack) -> None:
    person = Person(hard.urls["api"])
    with connected(hard) as other, ExitStack() as sleep:
        with asking_the_parser(hard, person, "sleeps in a transaction") as (upload, go_on):
            other.cursor().execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", (person.user_id,)
            )  # no event of hers can be written now
            go_on()
        eventually(lambda: waiting(hard, "locktype = 'advisory'"), bool, "the worker to write an event")
        sleeper = holder(hard, upload, "parsing")
        sleep.enter_context(asleep(sleeper))
        other.rollback()
        eventually(
            lambda: sql(
                hard.database,
                "SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND usename = 'worker'",
            ),
            bool,
            "the sleeper to hold its transaction open",
        )
        taken_over(hard, upload, sleeper, "parsing")  # once the database has ended that transaction
    assert losses(assert_clean(hard, [upload]))["parsing"] >= 1
