"""Documents deleted while workers process them: nothing is left, and no deadlock lasts."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from keywords.documents.pdf import generate
from pipeline.stages import STAGES
from tests.pipeline.clean_history import assert_clean, assert_gone
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.locks import connected, locked
from tests.pipeline.people import Person, Upload, eventually

WAITED = """
SELECT 1 FROM pg_stat_activity
WHERE usename = 'worker' AND query NOT LIKE '%SET lease_until%' AND wait_event_type = 'Lock'
AND clock_timestamp() - query_start > 2 * (
    SELECT setting::int * interval '1 ms' FROM pg_settings WHERE name = 'deadlock_timeout')
"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def delete(person: Person, upload: Upload) -> int:
    return person.http.delete(f"/api/v2/documents/{upload.document_id}").status_code


def test_a_document_deleted_at_any_moment_leaves_nothing_and_disturbs_no_other(stack: Stack) -> None:
    person, rng = Person(stack.urls["api"]), random.Random(7)

    def upload_and_perhaps_delete(number: int) -> tuple[Upload, bool]:
        upload, goes = person.upload(generate(f"perhaps-{number}", pages=2)), number % 3 > 0
        if goes:
            reached = STAGES.index(rng.choice(STAGES))
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
def test_a_worker_and_a_deletion_that_deadlock_both_finish(stack: Stack, gives_way: str) -> None:
    """The worker writes chunks and then its job; the deletion takes the job and then the document of those chunks.

    PostgreSQL cancels the statement that has waited for a second once the cycle is closed, or else the one that closes
    it: the deletion, if the worker has waited longer.
    """
    person, before = Person(stack.urls["api"]), sql(stack.database, DEADLOCKS)
    with connected(stack) as document, locked(stack, "document_chunk_buffer") as buffer:
        upload = person.upload(generate(f"locked out {gives_way}", pages=1))
        eventually(lambda: waiting(stack, "worker", "relation"), bool, "the worker to want the buffer")
        document.cursor().execute(
            "SELECT FROM upload_pipeline.documents WHERE document_id = %s FOR KEY SHARE", (upload.document_id,)
        )
        with ThreadPoolExecutor(1) as pool:
            deleting = pool.submit(delete, person, upload)
            eventually(lambda: waiting(stack, "api", "transactionid"), bool, "the deletion to wait")
            buffer.rollback()
            eventually(lambda: waiting(stack, "worker", "transactionid"), bool, "the worker to wait for the deletion")
            if gives_way == "deletion":
                eventually(
                    lambda: sql(stack.database, WAITED), bool, "the worker to have looked for a deadlock and found none"
                )
            document.rollback()
            assert deleting.result(60) == 204
    eventually(
        lambda: sql(stack.database, DEADLOCKS),
        lambda after: after[0]["deadlocks"] > before[0]["deadlocks"],
        "the database to count the deadlock",
    )
    assert_gone(stack, [upload])
    assert_clean(stack, [person.embed(generate(f"after {gives_way}", pages=1))])


def waiting(stack: Stack, user: str, locktype: str) -> bool:
    """True when a session of this role waits for a lock of this type; the renewal of a lease does not count."""
    return bool(
        sql(
            stack.database,
            "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted "
            "AND usename = $1 AND locktype = $2 AND query NOT LIKE '%SET lease_until%'",
            user,
            locktype,
        )
    )
