"""The queue itself, in a stack without workers: atomic claims, fencing, taking turns, and its indexes."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from keywords.documents.pdf import generate
from pipeline.database.pool import Database
from pipeline.worker.failures import LeaseLost, Permanent, Transient
from pipeline.worker.job import Advance, Job
from pipeline.worker.queue import ACTIVE, CLAIM, NOT_BEGUN, UNDER_WAY, Queue
from tests.pipeline.conftest import Stack, started
from tests.pipeline.database import history, sql
from tests.pipeline.people import Person

LEASE = timedelta(minutes=30)


@pytest.fixture(scope="module")
def unattended() -> Iterator[Stack]:
    with started(
        "unattended",
        workers=0,
        jobs_per_user=100_000,
        uploads_per_day=100_000,
        uploads_per_minute=100_000,
        sign_ins_per_minute=1000,
        polls_per_minute=1000,
    ) as stack:
        yield stack


@pytest.fixture
def person(unattended: Stack) -> Person:
    """A user of an empty pipeline."""
    unattended.cli("reset")
    return Person(unattended.urls["api"])


@pytest.fixture
async def database(unattended: Stack) -> AsyncIterator[Database]:
    pool = Database(unattended.secrets["WORKER_DATABASE_URL"], size=10)
    yield pool
    await pool.close()


def announce(person: Person, count: int, name: str = "q") -> list[UUID]:
    return [UUID(person.begin(generate(f"{name}-{n}", pages=1)).job_id) for n in range(count)]


async def test_no_two_workers_claim_the_same_job(person: Person, database: Database) -> None:
    jobs = await asyncio.to_thread(announce, person, 30)
    workers = [Queue(database, f"worker {n}", LEASE) for n in range(6)]

    all_begun = asyncio.Barrier(len(workers))  # a worker may be slow to connect

    async def claim_all(queue: Queue) -> list[UUID]:
        mine = [job.job_id for job in await queue.claim(2)]
        await all_begun.wait()
        while claimed := await queue.claim(2):
            mine += [job.job_id for job in claimed]
        return mine

    claims = await asyncio.gather(*(claim_all(queue) for queue in workers))
    assert sorted(job for claim in claims for job in claim) == sorted(jobs)
    assert all(claims)


async def test_a_job_starts_after_its_creation_even_if_the_claim_began_before(
    person: Person, database: Database
) -> None:
    async with database.connection() as conn, conn.transaction():
        await conn.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await conn.fetchval("SELECT now()")
        (job_id,) = await asyncio.to_thread(announce, person, 1)
        await conn.execute("UPDATE upload_pipeline.upload_jobs SET available_at = now() WHERE job_id = $1", job_id)
        which, order = NOT_BEGUN
        (claimed,) = await conn.fetch(CLAIM.format(active=ACTIVE, which=which, order=order), "w", 1, LEASE)
        assert (claimed["job_id"], claimed["started_at"] > claimed["created_at"]) == (job_id, True)


async def test_a_worker_whose_lease_ran_out_cannot_overwrite_its_successor(
    person: Person, database: Database, unattended: Stack
) -> None:
    await asyncio.to_thread(announce, person, 1)
    slow, quick = Queue(database, "slow", LEASE), Queue(database, "quick", LEASE)
    (held,) = await slow.claim(1)
    assert await quick.claim(1) == []
    expire = "UPDATE upload_pipeline.upload_jobs SET lease_until = now() - interval '1 second' WHERE job_id = $1"
    await asyncio.to_thread(sql, unattended.database, expire, held.job_id)
    (taken,) = await quick.claim(1)
    assert (taken.job_id, taken.fence, taken.takeovers) == (held.job_id, held.fence + 1, 1)
    assert await slow.renew([held]) == set()
    assert await quick.renew([taken]) == {taken.job_id}
    for write in (
        slow.release(held),
        slow.retry_later(held, Transient("x", "X."), 0, resubmit=False),
        slow.bury(held, Permanent("x", "X.")),
        slow.finish(held),
    ):
        with pytest.raises(LeaseLost):
            await write
    with pytest.raises(LeaseLost):
        await delete_all_and_advance(database, slow, held)
    async with database.connection() as conn:
        following = await quick.advance(conn, taken, Advance(remember={"note": 1}))
    assert (following.stage, following.payload["note"]) == ("job_validated", 1)
    recorded = await asyncio.to_thread(history, unattended.database, str(held.job_id))
    assert recorded == [
        ("stage_started", "queued"),
        ("error", "queued"),
        ("stage_done", "queued"),
        ("stage_started", "job_validated"),
    ]


async def test_concurrent_takeovers_of_many_users_jobs_never_deadlock(
    person: Person, database: Database, unattended: Stack
) -> None:
    people = [person, *[await asyncio.to_thread(Person, unattended.urls["api"]) for _ in range(5)]]
    for each in people:
        await asyncio.to_thread(announce, each, 3)
    workers = [Queue(database, f"worker {n}", timedelta(seconds=0.001)) for n in range(4)]

    async def claim_often(queue: Queue) -> int:
        return sum([len(await queue.claim(12)) for _ in range(100)])

    claims = await asyncio.gather(*(claim_often(queue) for queue in workers))
    assert sum(claims) > len(people) * 3  # jobs were lost and taken over many times


async def delete_all_and_advance(database: Database, queue: Queue, job: Job) -> None:
    async with database.transaction() as conn:
        await conn.execute("DELETE FROM upload_pipeline.documents")
        await queue.advance(conn, job, Advance())


async def test_no_stage_is_left_twice(person: Person, database: Database) -> None:
    await asyncio.to_thread(announce, person, 1)
    queue = Queue(database, "w", LEASE)
    (job,) = await queue.claim(1)
    async with database.connection() as conn:
        await queue.advance(conn, job, Advance())
        with pytest.raises(LeaseLost):
            await queue.advance(conn, job, Advance())


async def test_retries_wait_and_dead_letters_stay(person: Person, database: Database) -> None:
    (job_id,) = await asyncio.to_thread(announce, person, 1)
    queue = Queue(database, "w", LEASE)
    (job,) = await queue.claim(1)
    await queue.retry_later(job, Transient("away", "It is away."), 3600, resubmit=False)
    assert await queue.claim(1) == []
    found = await asyncio.to_thread(person.job, str(job_id))
    assert (found["state"], found["retry_count"], found["last_error"]["code"]) == ("retryable", 1, "away")
    assert (await asyncio.to_thread(person.http.post, f"/api/v2/jobs/{job_id}/retry")).status_code == 202
    (job,) = await queue.claim(1)
    assert job.retry_count == 0
    await queue.bury(job, Permanent("hopeless", "It is hopeless."))
    found = await asyncio.to_thread(person.job, str(job_id))
    assert (found["state"], found["last_error"]["message"]) == ("deadletter", "It is hopeless.")
    assert await queue.claim(1) == []


async def test_users_take_turns_even_if_one_sends_many_documents(
    person: Person, database: Database, unattended: Stack
) -> None:
    many = await asyncio.to_thread(announce, person, 20)
    queue = Queue(database, "w", LEASE)
    begun = [(await queue.claim(1))[0].job_id for _ in range(5)]
    assert begun == many[:5]
    other = await asyncio.to_thread(Person, unattended.urls["api"])
    few = await asyncio.to_thread(announce, other, 2, "few")
    order = [(await queue.claim(1))[0].job_id for _ in range(4)]
    assert set(order) == {many[5], many[6], *few}


async def test_a_job_under_way_goes_before_one_not_begun(person: Person, database: Database) -> None:
    first, *_ = await asyncio.to_thread(announce, person, 3)
    queue = Queue(database, "w", LEASE)
    (job,) = await queue.claim(1)
    async with database.connection() as conn:
        job = await queue.advance(conn, job, Advance())
    await queue.release(job)
    assert [claimed.job_id for claimed in await queue.claim(1)] == [first]


@pytest.mark.parametrize(("which", "order"), [UNDER_WAY, NOT_BEGUN])
@pytest.mark.parametrize("length", [1_000, 20_000])
def test_a_claim_reads_its_index_and_few_rows_of_a_long_queue(
    person: Person, unattended: Stack, which: str, order: str, length: int
) -> None:
    upload = person.begin(generate("template", pages=1))
    stage = "queued" if (which, order) == NOT_BEGUN else "parsing"
    sql(
        unattended.database,
        """
        WITH docs AS (
            INSERT INTO upload_pipeline.documents (user_id, filename, mime, bytes_len, file_sha256, raw_path)
            SELECT user_id, filename, mime, bytes_len, md5(n::text) || md5(n::text), 'raw/' || n
            FROM upload_pipeline.documents, generate_series(1, $2::integer) AS n WHERE document_id = $1::uuid
            RETURNING document_id, user_id)
        INSERT INTO upload_pipeline.upload_jobs
            (document_id, user_id, stage, idempotency_key, correlation_id, upload_expires_at)
        SELECT document_id, user_id, $3, document_id::text, 'c', now() FROM docs
        """,
        upload.document_id,
        length,
        stage,
    )
    assert scanned(unattended.secrets["WORKER_DATABASE_URL"], which, order) <= 10


def scanned(url: str, which: str, order: str) -> int:
    """How many rows of upload_jobs a claim of four reads."""

    async def run() -> int:
        conn = await asyncpg.connect(url)
        try:
            async with conn.transaction():
                statement = CLAIM.format(active=ACTIVE, which=which, order=order)
                plan = await conn.fetchval("EXPLAIN (ANALYZE, FORMAT JSON) " + statement, "w", 4, LEASE)
                return most_rows(json.loads(plan)[0]["Plan"])
        finally:
            await conn.close()

    return asyncio.run(run())


def most_rows(node: dict[str, object]) -> int:
    own = 0
    if node.get("Relation Name") == "upload_jobs" and "Scan" in str(node["Node Type"]):
        assert node["Node Type"] != "Seq Scan", node
        own = int(float(str(node["Actual Rows"]))) + int(float(str(node.get("Rows Removed by Filter", 0))))
    below = node.get("Plans", [])
    assert isinstance(below, list)
    return max([own, *(most_rows(child) for child in below)])
