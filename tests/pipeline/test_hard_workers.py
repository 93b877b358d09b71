"""Workers are killed again and again, or sleep through their lease, at each stage where that could do harm."""

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

import pytest

from keywords.documents.pdf import generate
from keywords.history.judging import Records
from pipeline.settings import load
from pipeline.stack.supervisor import ProcessInfo
from tests.pipeline.chance import SEED, chance
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.faults import asleep, supervisor
from tests.pipeline.locks import connected, lock, locked, waiting, waiting_for
from tests.pipeline.parse_jobs import has_text, parser_job
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.providers import counts, weather

BUFFER, DELIVERIES = "document_chunk_buffer", "parser_deliveries"
SUBMITTED_LONG_AGO = """
SELECT 1 FROM upload_pipeline.upload_jobs
WHERE job_id = $1::uuid AND now() > (payload ->> 'submitted_at')::timestamptz + interval '1 second'
"""
KILLS = 50
DOCUMENTS_PER_KILL = 2
LONGEST_PAUSE_SECONDS = 0.3


@pytest.fixture(scope="module")
def hard() -> Iterator[Stack]:
    with started("hard", **QUICK_AND_GENEROUS | {"workers": 4, "api_processes": 1, "lease_seconds": 2}) as stack:
        yield stack


def workers(stack: Stack) -> dict[str, ProcessInfo]:
    found = supervisor(stack).processes()
    return {name: process for name, process in found.items() if name.startswith("worker-")}


def kill_one(stack: Stack, rng: random.Random) -> None:
    """Kill a worker that lives at this moment, whether it works, waits or is just starting."""

    def killed() -> bool:
        living = {name: process.pid for name, process in workers(stack).items() if process.pid}
        try:
            os.kill(living[rng.choice(sorted(living))] or 0, signal.SIGKILL)
        except (IndexError, ProcessLookupError):  # no worker lives, or this one has just ended
            return False
        return True

    eventually(killed, bool, "a living worker")


def losses(records: Records) -> Counter[str | None]:
    """How often a worker was lost, by the stage of its job."""
    return Counter(event.stage for event in records.events if event.code == "worker_lost" and event.type == "error")


def test_fifty_kills_over_a_hundred_documents_lose_and_duplicate_nothing(hard: Stack) -> None:
    rng, person, uploads = chance(), Person(hard.urls["api"]), list[Upload]()
    before = {service: counts(hard.urls[service]) for service in ("llamaparse", "openai")}
    documents = [generate(f"kills-{SEED}-{n}", pages=1) for n in range(KILLS * DOCUMENTS_PER_KILL)]
    with ThreadPoolExecutor(DOCUMENTS_PER_KILL) as pool:
        for n in range(KILLS):
            following = documents[n * DOCUMENTS_PER_KILL : (n + 1) * DOCUMENTS_PER_KILL]
            uploads += pool.map(person.upload, following)
            time.sleep(rng.uniform(0, LONGEST_PAUSE_SECONDS))  # so that the kill comes at a random moment
            kill_one(hard, rng)
    records = assert_clean(hard, uploads, seconds=300)
    lost = losses(records)
    assert sum(lost.values()) >= 2, f"the kills hardly met any work: {lost}"  # the suite covers every stage
    assert {event.type for event in records.events} <= {"stage_started", "stage_done", "error", "finalized"}
    assert_paid_once(hard, uploads, before, lost)
    eventually(
        lambda: {p.state for p in workers(hard).values()}, lambda seen: seen == {"running"}, "all workers back", 180
    )


def assert_paid_once(
    stack: Stack, uploads: list[Upload], before: dict[str, dict[str, Any]], lost: Counter[str | None]
) -> None:
    """Fail unless each call beyond one per document was for a dying worker's job, and no cost is booked twice."""
    after = {service: counts(stack.urls[service]) for service in before}

    def more(service: str, call: str) -> int:
        counted = [seen[service]["calls"].get(call, {"count": 0})["count"] for seen in (before, after)]
        return int(counted[1] - counted[0])

    parses, embeddings = more("llamaparse", "POST /api/v2/parse"), more("openai", "POST /v1/embeddings")
    assert len(uploads) <= parses <= len(uploads) + lost["job_validated"] + lost["parsing"]
    assert len(uploads) <= embeddings <= len(uploads) + lost["embedding"]
    booked = sql(
        stack.database,
        "SELECT cost_cents::float FROM upload_pipeline.upload_jobs WHERE job_id = ANY($1::uuid[])",
        [upload.job_id for upload in uploads],
    )
    billed = sum(after[service]["cost_cents"] - before[service]["cost_cents"] for service in before)
    page_cost = load().parse_cents_per_page
    assert all(page_cost < row["cost_cents"] < 1.1 * page_cost for row in booked)  # one page each, and its vectors once
    assert sum(row["cost_cents"] for row in booked) <= billed + 1e-3


def holder(stack: Stack, upload: Upload, stage: str) -> int:
    """The process id of the worker that holds the job at this stage."""

    def look() -> dict[str, Any]:
        return sql(
            stack.database,
            "SELECT stage, claimed_by FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid",
            upload.job_id,
        )[0]

    seen = eventually(look, lambda job: job["stage"] == stage and job["claimed_by"] is not None, f"a worker at {stage}")
    return int(seen["claimed_by"].split(":")[1])


def wait_for_takeover(stack: Stack, upload: Upload, sleeper: int, stage: str) -> None:
    """Wait until this worker lost the job at this stage: on a busy machine others may have lost it before."""
    eventually(
        lambda: sql(
            stack.database,
            "SELECT 1 FROM upload_pipeline.events WHERE job_id = $1::uuid AND code = 'worker_lost' "
            "AND split_part(payload ->> 'worker', ':', 2) = $2 AND payload ->> 'stage' = $3",
            upload.job_id,
            str(sleeper),
            stage,
        ),
        bool,
        "another worker to take over",
    )


@contextmanager
def slow_parser(stack: Stack, person: Person) -> Iterator[Upload]:
    """The worker polls for the text; the parser has it, but falls asleep before it answers."""
    with (
        about_to_poll(stack, person, "sleeps while parsing") as (upload, go_on),
        asleep(stack.pids()["llamaparse"]),
    ):
        go_on()
        yield upload


@contextmanager
def about_to_poll(stack: Stack, person: Person, name: str) -> Iterator[tuple[Upload, Callable[[], None]]]:
    """The webhook is lost, the parser has the text, and the worker is held just before it polls.

    Yields the upload and a function that lets the worker go on.
    """
    with weather(stack.urls["llamaparse"], webhook="lost"), locked(stack, DELIVERIES) as other:
        upload = person.upload(generate(name, pages=1))
        eventually(lambda: waiting_for(stack, DELIVERIES), bool, "the worker to look for webhooks")
        eventually(lambda: has_text(stack, parser_job(stack, upload)), bool, "the parser to have the text")
        eventually(lambda: sql(stack.database, SUBMITTED_LONG_AGO, upload.job_id), bool, "the webhook to be overdue")
        yield upload, other.rollback


@contextmanager
def slow_model(stack: Stack, person: Person) -> Iterator[Upload]:
    """The model falls asleep before it returns the vectors."""
    with asleep(stack.pids()["openai"]):
        yield person.upload(generate("sleeps while embedding", pages=1))


@contextmanager
def slow_buffer(stack: Stack, person: Person) -> Iterator[Upload]:
    """The worker has filled the buffer and is about to read it: the next lock came between its write and its read."""
    with connected(stack) as current, connected(stack) as following, ThreadPoolExecutor(1) as pool:
        lock(current, BUFFER)
        upload = person.upload(generate("sleeps over its buffer", pages=1))
        while person.job(upload.job_id)["stage"] != "chunks_buffered":  # a worker too late for its lease writes nothing
            eventually(lambda: waiting_for(stack, BUFFER), bool, "the worker to want the buffer")
            next_lock = pool.submit(lock, following, BUFFER)
            queued = f"pid = {following.info.backend_pid}"
            eventually(partial(waiting, stack, queued), bool, "the next lock to be queued")
            current.rollback()
            next_lock.result(60)
            current, following = following, current
        eventually(lambda: waiting_for(stack, BUFFER), bool, "the worker to read the buffer")
        yield upload


@pytest.mark.parametrize(
    ("stage", "slow"), [("parsing", slow_parser), ("chunks_buffered", slow_buffer), ("embedding", slow_model)]
)
def test_a_worker_that_wakes_after_its_lease_cannot_write(
    hard: Stack, stage: str, slow: Callable[[Stack, Person], AbstractContextManager[Upload]]
) -> None:
    with ExitStack() as sleep, slow(hard, Person(hard.urls["api"])) as upload:
        sleeper = holder(hard, upload, stage)
        sleep.enter_context(asleep(sleeper))  # left last, once nothing is slow any more
        wait_for_takeover(hard, upload, sleeper, stage)
    records = assert_clean(hard, [upload])
    assert losses(records)[stage] >= 1
    assert sleeper in [process.pid for process in workers(hard).values()]


def test_a_worker_that_sleeps_in_a_transaction_does_not_keep_its_job_locked(hard: Stack) -> None:
    person = Person(hard.urls["api"])
    with connected(hard) as other, ExitStack() as sleep:
        with about_to_poll(hard, person, "sleeps in a transaction") as (upload, go_on):
            other.cursor().execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", (person.user_id,)
            )  # no event of this user can be written now
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
        wait_for_takeover(hard, upload, sleeper, "parsing")  # once the database has ended the transaction
    assert losses(assert_clean(hard, [upload]))["parsing"] >= 1
