"""Judges whether a batch came through clean, with the suite's own history checker and a look into storage."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from keywords.contract.history_reader import read
from keywords.history.judging import Accepted, End, Records, Rules, Stored, judge
from pipeline.stages import STAGES
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Upload, eventually
from tests.pipeline.stored_objects import objects

SECONDS = 120.0
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
BUCKETS = ("raw", "parsed")
ACTIVE = """
SELECT job_id::text AS job, state, stage, last_error ->> 'code' AS code FROM upload_pipeline.upload_jobs
WHERE job_id = ANY($1::uuid[]) AND state NOT IN ('done', 'deadletter')
"""
BEGAN = "SELECT min(created_at) AS at FROM upload_pipeline.upload_jobs WHERE job_id = ANY($1::uuid[])"


def assert_clean(
    stack: Stack, uploads: Sequence[Upload], dead: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> Records:
    """Wait until all jobs have ended, then judge everything since the first of them was accepted.

    Each document must have ended once: done, unless its job is in `dead` (job id -> code). Nothing may be lost,
    duplicated or unexpected, and the facts planted in a document must be in its own chunks and no other's.
    """
    assert uploads, "nothing was uploaded, so there is no history to judge"
    expected = dead or {}
    ids = [upload.job_id for upload in uploads]
    eventually(lambda: sql(stack.database, ACTIVE, ids), lambda active: not active, "the end of all jobs", seconds)
    accepted = [
        Accepted(up.job_id, up.document_id, up.user_id, up.at, End.DEADLETTER if up.job_id in expected else End.DONE)
        for up in uploads
    ]
    began = sql(stack.database, BEGAN, ids)[0]["at"]
    records = read(stack.database, accepted, since=began, stored=stored(stack, uploads))
    history = judge(records, rules(stack))
    assert history.holds, history.explain()
    assert {job.job_id: job.error_code for job in records.jobs if job.job_id in expected} == dict(expected)
    assert_planted(records, [upload for upload in uploads if upload.job_id not in expected])
    return records


def rules(stack: Stack) -> Rules:
    """The rules that follow from the settings of this stack."""
    given = json.loads((stack.folder / "stack.json").read_text(encoding="utf-8"))["settings"]
    promised = Rules(stages=STAGES)
    base = float(given.get("PIPELINE_RETRY_BASE_SECONDS", promised.backoff_base_s))
    return replace(
        promised,
        max_retries=int(given.get("PIPELINE_MAX_RETRIES", promised.max_retries)),
        backoff_base_s=base,
        tolerance_s=max(promised.tolerance_s, base / 2),  # a busy machine writes the event of a retry late
    )


def stored(stack: Stack, uploads: Sequence[Upload]) -> list[Stored]:
    """The objects of these documents, as listed by storage."""
    with objects(stack) as storage:

        def of(upload: Upload) -> Iterator[Stored]:
            folder = f"{upload.user_id}/{upload.document_id}/"
            for bucket in BUCKETS:
                answer = storage.post(f"/list/{bucket}", json={"prefix": folder})
                assert answer.status_code == 200, answer.text
                yield from (Stored(bucket, folder + each["name"], upload.document_id) for each in answer.json())

        with ThreadPoolExecutor(4) as pool:
            return [found for each in pool.map(lambda upload: list(of(upload)), uploads) for found in each]


def assert_planted(records: Records, uploads: Sequence[Upload]) -> None:
    texts, owners = defaultdict[str, str](str), defaultdict[str, set[str]](set)
    for chunk in records.chunks:
        texts[chunk.document_id] += (chunk.text or "") + "\n"
    for upload in uploads:
        for fact in upload.document.facts:
            owners[fact.answer].add(upload.document_id)
            assert fact.answer in texts[upload.document_id], f"{upload.document.filename} lacks {fact.answer}"
    for answer, known in owners.items():
        strangers = {document_id for document_id, text in texts.items() if answer in text} - known
        assert not strangers, f"{answer}, planted in {known}, is in {strangers}"


def assert_gone(stack: Stack, uploads: Sequence[Upload]) -> None:
    """Fail if a row is left, or if their objects are not due to be erased again once no late writer can exist."""
    assert sql(stack.database, LEFT, [upload.document_id for upload in uploads]) == [{"n": 0}]
    prefixes = [f"{upload.user_id}/{upload.document_id}/" for upload in uploads]
    assert sql(stack.database, ORDERED, prefixes) == [{"n": len(uploads)}]
