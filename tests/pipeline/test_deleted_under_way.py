"""Documents that are deleted while workers have them in hand: nothing is left, and nobody is locked up."""

import random
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from keywords.documents.pdf import generate
from pipeline.stages import STAGES
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Person, Upload, eventually

LEFT = """
SELECT count(*) AS n FROM (
    SELECT document_id FROM upload_pipeline.documents
    UNION ALL SELECT document_id FROM upload_pipeline.upload_jobs
    UNION ALL SELECT document_id FROM upload_pipeline.events
    UNION ALL SELECT document_id FROM upload_pipeline.document_chunk_buffer
    UNION ALL SELECT document_id FROM upload_pipeline.document_vector_buffer
    UNION ALL SELECT document_id FROM upload_pipeline.document_chunks
    UNION ALL SELECT document_id FROM upload_pipeline.parser_deliveries
) AS anywhere WHERE document_id = ANY($1::uuid[])
"""
ORDERED = "SELECT count(DISTINCT prefix) AS n FROM upload_pipeline.erasures WHERE prefix = ANY($1) AND due_at > now()"
WAITED = """
SELECT 1 FROM pg_stat_activity
WHERE usename = 'worker' AND query NOT LIKE '%SET lease_until%' AND wait_event_type = 'Lock'
AND clock_timestamp() - query_start > 2 * (
    SELECT setting::int * interval '1 ms' FROM pg_settings WHERE name = 'deadlock_timeout')
"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def delete(person: Person, upload: Upload) -> int:
    return person.http.delete(f"/api/v2/documents/{upload.document_id}").status_code


def assert_gone(stack: Stack, uploads: list[Upload]) -> None:
    """No row is left; an object that a worker was just writing is erased when no late writer can be left."""
    assert sql(stack.database, LEFT, [upload.document_id for upload in uploads]) == [{"n": 0}]
    prefixes = [f"{upload.user_id}/{upload.document_id}/" for upload in uploads]
    assert sql(stack.database, ORDERED, prefixes) == [{"n": len(uploads)}]


def test_documents_deleted_at_any_moment_leave_nothing_and_disturb_no_other(stack: Stack) -> None:
    person, chance = Person(stack.urls["api"]), random.Random(7)

    def upload_and_perhaps_delete(number: int) -> tuple[Upload, bool]:
        upload, goes = person.upload(generate(f"perhaps-{number}", pages=2)), number % 3 > 0
        if goes:
            reached = STAGES.index(chance.choice(STAGES))
            eventually(
                lambda: person.job(upload.job_id)["stage"],
                lambda stage: STAGES.index(stage) >= reached,
                f"a job at {STAGES[reached]}",
            )
            assert delete(person, upload) == 204
        return upload, goes

    with ThreadPoolExecutor(6) as pool:
        uploads = list(pool.map(upload_and_perhaps_delete, range(30)))
    deleted = [upload for upload, goes in uploads if goes]
    assert_clean(stack, [upload for upload, goes in uploads if not goes])
    assert_gone(stack, deleted)


@pytest.mark.parametrize("gives_way", ["worker", "deletion"])
def test_a_worker_and_a_deletion_that_lock_each_other_out_both_come_to_an_end(stack: Stack, gives_way: str) -> None:
    """The worker writes chunks and then its job; the deletion takes the job and then the document of those chunks.

    The database ends the statement that has waited for a second when the circle is closed, or else the one that closes
    it: the deletion, if the worker has been waiting for longer.
    """
    person, before = Person(stack.urls["api"]), sql(stack.database, DEADLOCKS)
    buffer, document = psycopg2.connect(stack.database), psycopg2.connect(stack.database)
    try:
        buffer.cursor().execute("LOCK TABLE upload_pipeline.document_chunk_buffer IN ACCESS EXCLUSIVE MODE")
        upload = person.upload(generate(f"locked out {gives_way}", pages=1))
        eventually(lambda: waiting(stack, "worker", "relation"), bool, "the worker to want the buffer")
        document.cursor().execute(
            "SELECT FROM upload_pipeline.documents WHERE document_id = %s FOR KEY SHARE", (upload.document_id,)
        )
        with ThreadPoolExecutor(1) as pool:
            deleting = pool.submit(delete, person, upload)
            eventually(lambda: waiting(stack, "api", "transactionid"), bool, "the deletion to wait")
            buffer.rollback()
            eventually(lambda: waiting(stack, "worker", "transactionid"), bool, "the worker to wait for it")
            if gives_way == "deletion":
                eventually(
                    lambda: sql(stack.database, WAITED), bool, "the worker to have looked for a deadlock in vain"
                )
            document.rollback()
            assert deleting.result(60) == 204
    finally:
        buffer.close()
        document.close()
    eventually(
        lambda: sql(stack.database, DEADLOCKS),
        lambda after: after[0]["deadlocks"] > before[0]["deadlocks"],
        "the deadlock to be counted",
    )
    assert_gone(stack, [upload])
    assert_clean(stack, [person.embed(generate(f"after {gives_way}", pages=1))])


def waiting(stack: Stack, user: str, locktype: str) -> bool:
    """Whether one of this role waits for such a lock; a worker that would renew its leases meanwhile does not count."""
    return bool(
        sql(
            stack.database, "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted "
            "AND usename = $1 AND locktype = $2 AND query NOT LIKE '%SET lease_until%'", user, locktype,
        )
    )  # fmt: skip
