"""Whether a batch came through clean: judged by the suite's own history checker, the storage looked into as well."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx

from keywords.contract.history_reader import read
from keywords.history.judging import Accepted, End, Records, Rules, Stored, judge
from pipeline.stages import STAGES
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Upload, eventually

SECONDS = 120.0
BUCKETS = ("raw", "parsed")
ENDED = """
SELECT job_id::text AS job, state, stage, last_error ->> 'code' AS code FROM upload_pipeline.upload_jobs
WHERE job_id = ANY($1::uuid[]) AND state NOT IN ('done', 'deadletter')
"""
BEGAN = "SELECT min(created_at) AS at FROM upload_pipeline.upload_jobs WHERE job_id = ANY($1::uuid[])"


def assert_clean(
    stack: Stack, uploads: Sequence[Upload], dead: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> Records:
    """Wait for the end of all; then everything since the first of them was accepted must be as was promised.

    Each document ended once, done unless its job is in `dead` (job id -> code); nothing was lost, doubled, or there
    that none of these uploads asked for; and what was planted in a document is in its chunks and in no other's.
    """
    assert uploads, "nothing was uploaded, so there is no history to judge"
    expected = dead or {}
    ids = [upload.job_id for upload in uploads]
    eventually(lambda: sql(stack.database, ENDED, ids), lambda active: not active, "the end of all jobs", seconds)
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
    """What this stack has promised, by the settings that it was started with."""
    given = json.loads((stack.folder / "stack.json").read_text(encoding="utf-8"))["settings"]
    promised = Rules(stages=STAGES)
    base = float(given.get("PIPELINE_RETRY_BASE_SECONDS", promised.backoff_base_s))
    return replace(
        promised,
        max_retries=int(given.get("PIPELINE_MAX_RETRIES", promised.max_retries)),
        backoff_base_s=base,
        tolerance_s=max(promised.tolerance_s, base / 2),  # a busy machine is late to write the event of a retry
    )


def stored(stack: Stack, uploads: Sequence[Upload]) -> list[Stored]:
    """The objects of these documents, as the storage lists them."""
    key = {"Authorization": f"Bearer {stack.secrets['SERVICE_ROLE_KEY']}"}
    with httpx.Client(base_url=f"{stack.urls['storage']}/storage/v1/object/list", headers=key, timeout=30) as http:

        def of(upload: Upload) -> Iterator[Stored]:
            folder = f"{upload.user_id}/{upload.document_id}/"
            for bucket in BUCKETS:
                answer = http.post(f"/{bucket}", json={"prefix": folder})
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
