"""Bad input gets a clear error, and nothing is lost."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from keywords.documents import bad as bad
from keywords.documents.large import MIB, large
from keywords.documents.pdf import Document, generate
from tests.pipeline.conftest import Stack
from tests.pipeline.database import history, sql
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.webhook import event, send

GROWTH_ALLOWED = 32 * MIB


def dies(person: Person, upload: Upload, code: str, seconds: float = 60) -> str:
    """The job ends as a dead letter with this code; returns what the user is told."""
    job = person.ended(upload, seconds)
    assert (job["state"], (job["last_error"] or {}).get("code")) == ("deadletter", code), job
    assert job["finished_at"]
    message: str = job["last_error"]["message"]
    assert message.endswith(".")
    return message


def turn(url: str, **conditions: Any) -> None:
    answer = httpx.put(f"{url.removesuffix('/v1')}/control/weather", json=conditions, timeout=30)
    assert answer.status_code == 200, answer.text


# Who asks is sent away for so long that a test always finds the job waiting; `end_wait` lets it go on.
REFUSING = {"error_rate": 1, "error_status": 503, "retry_after": 600}


def end_wait(stack: Stack, upload: Upload) -> None:
    """The job is not to be retried in ten minutes, but now."""
    ended = sql(
        stack.database,
        "UPDATE upload_pipeline.upload_jobs SET available_at = now() "
        "WHERE job_id = $1::uuid AND state = 'retryable' RETURNING 1",
        upload.job_id,
    )
    assert ended, "the job does not wait for a retry"


@contextmanager
def weather(url: str, **conditions: Any) -> Iterator[None]:
    turn(url, **conditions)
    try:
        yield
    finally:
        httpx.delete(f"{url.removesuffix('/v1')}/control/weather", timeout=30)


@pytest.mark.parametrize(
    ("make", "code", "advice"),
    [
        (lambda: bad.not_a_pdf("notes"), "not_a_pdf", "not a PDF"),
        (lambda: bad.truncated("truncated"), "pdf_truncated", "upload it again"),
        (lambda: bad.encrypted("encrypted"), "pdf_encrypted", "password"),
        (lambda: bad.damaged("damaged"), "pdf_damaged", "damaged"),
        (lambda: bad.image_only("scan"), "no_text", "text recognition"),
    ],
    ids=["not a pdf", "truncated", "encrypted", "damaged", "image only"],
)  # fmt: skip
def test_a_document_that_cannot_be_read_is_explained(
    stack: Stack, make: Callable[[], Document], code: str, advice: str
) -> None:
    person = Person(stack.urls["api"])
    upload = person.upload(make())
    assert advice in dies(person, upload, code)
    assert person.job(upload.job_id)["retry_count"] == 0  # hopeless from the first look
    assert history(stack.database, upload.job_id)[-2:] == [
        ("error", person.job(upload.job_id)["stage"]),
        ("finalized", person.job(upload.job_id)["stage"]),
    ]
    assert person.search("anything") == []


def test_bytes_that_are_not_the_announced_ones_are_noticed_and_the_file_can_be_sent_again(stack: Stack) -> None:
    person, document = Person(stack.urls["api"]), generate("announced", pages=1)
    other = generate("another", pages=1).data
    same_length = other[: len(document.data)].ljust(len(document.data), b" ")
    wrong_hash = person.begin(document)
    assert httpx.put(wrong_hash.signed_url, content=same_length, timeout=30).status_code == 200
    assert "not the one that was announced" in dies(person, wrong_hash, "hash_mismatch")
    wrong_length = person.begin(document)  # replaces the first, whose bytes never came right
    assert httpx.put(wrong_length.signed_url, content=document.data[:-10], timeout=30).status_code == 200
    assert f"{len(document.data)} bytes were announced" in dies(person, wrong_length, "length_mismatch")
    person.embed(document)
    assert len(person.http.get("/api/v2/documents").json()["documents"]) == 1


def test_no_bytes_at_all_are_a_wrong_length(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    upload = person.begin(generate("nothing", pages=1))
    assert httpx.put(upload.signed_url, content=b"", timeout=30).status_code == 200
    assert "0 arrived" in dies(person, upload, "length_mismatch")


def test_an_upload_that_is_never_finished_expires_with_a_reason(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    upload = person.begin(generate("never", pages=1))
    person.wait(upload, stage="queued", state="queued")
    sql(
        stack.database,
        "UPDATE upload_pipeline.upload_jobs SET upload_expires_at = now() - interval '5 minutes', available_at = now() "
        "WHERE job_id = $1::uuid",
        upload.job_id,
    )
    assert "never arrived" in dies(person, upload, "upload_expired")


def test_an_object_that_vanishes_before_it_is_parsed_is_missed_by_name(stack: Stack) -> None:
    person, document = Person(stack.urls["api"]), generate("vanishes", pages=1)
    with weather(stack.urls["llamaparse"], **REFUSING):
        upload = person.upload(document)
        person.wait(upload, stage="job_validated", state="retryable")
        key = {"Authorization": f"Bearer {stack.secrets['SERVICE_ROLE_KEY']}"}
        raw = f"{person.user_id}/{upload.document_id}/original.pdf"
        url = f"{stack.urls['storage']}/storage/v1/object/raw/{raw}"
        gone = httpx.delete(url, headers=key, timeout=30)
        assert gone.status_code == 200, gone.text
        end_wait(stack, upload)
    assert "no longer in storage" in dies(person, upload, "object_missing")


@pytest.mark.parametrize("mode", ["malformed", "truncated"])
def test_garbage_from_the_parser_is_asked_for_again(stack: Stack, mode: str) -> None:
    person, document = Person(stack.urls["api"]), generate(f"parser-{mode}", pages=1)
    with weather(stack.urls["llamaparse"], mode=mode, times=2):
        upload = person.upload(document)
        job = person.wait(upload)
    assert 1 <= job["retry_count"] <= 3
    assert document.facts[0].answer in person.search(document.facts[0].question, k=1)[0]["text"]


# The parser takes documents and tells nothing: who asks is sent away.
SILENT = {**REFUSING, "webhook": "lost", "paths": ["/api/v2/parse/"]}
# Whoever had asked in vain before the webhook came does not wait on.
ON_ITS_WAY = """
WITH waiting AS (
    UPDATE upload_pipeline.upload_jobs SET available_at = now()
    WHERE job_id = $1::uuid AND state = 'retryable' AND stage = 'parsing'
)
SELECT stage FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid
"""


def answered_with(stack: Stack, person: Person, name: str, pages: list[str]) -> Upload:
    """A document without words of its own, whose webhook brings these pages. The parser has to be silent."""
    upload = person.upload(bad.image_only(name))
    parser_job_id = eventually(
        lambda: sql(
            stack.database, "SELECT parser_job_id AS id FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid "
            "AND stage = 'parsing'", upload.job_id,
        ),
        bool, "a document at the parser",
    )[0]["id"]  # fmt: skip
    assert send(stack, event(parser_job_id, *pages, document_id=upload.document_id)).status_code == 200
    eventually(
        lambda: sql(stack.database, ON_ITS_WAY, upload.job_id)[0]["stage"],
        lambda stage: stage != "parsing", "what the webhook brought to be taken",
    )  # fmt: skip
    return upload


@pytest.mark.parametrize(
    ("pages", "code"), [([], "no_text"), ([" ", "\n"], "no_text"), (["a\x01\x02\ufffd" * 50], "unreadable_text")]
)
def test_a_parser_that_returns_nothing_or_garbage_is_not_believed(stack: Stack, pages: list[str], code: str) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["llamaparse"], **SILENT):
        dies(person, answered_with(stack, person, f"returns {code} {len(pages)}", pages), code)


def test_ten_megabytes_from_the_parser_are_cut_whole(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    paragraph = "Matter {n} was settled on the day that its number says, and nothing was left open. " * 2
    pages = ["\n\n".join(paragraph.format(n=page * 100 + n) for n in range(100)) for page in range(620)]
    assert sum(map(len, pages)) > 10 * MIB
    with weather(stack.urls["llamaparse"], **SILENT), weather(stack.urls["openai"], **REFUSING):
        upload = answered_with(stack, person, "ten megabytes", pages)
        person.wait(upload, 180, stage="embedding", state="retryable")
    chunks = sql(
        stack.database, "SELECT text FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1::uuid "
        "ORDER BY chunk_ord", upload.document_id,
    )  # fmt: skip
    missing = set(range(62_000)) - {
        int(number) for row in chunks for number in re.findall(r"Matter (\d+) ", row["text"])
    }
    assert missing == set()
    assert person.http.delete(f"/api/v2/documents/{upload.document_id}").status_code == 204


@pytest.mark.parametrize("vectors", ["short", "missing", "nan"])
def test_vectors_of_wrong_length_number_or_value_never_reach_the_database(stack: Stack, vectors: str) -> None:
    person, document = Person(stack.urls["api"]), generate(f"vectors-{vectors}", pages=2)
    with weather(stack.urls["openai"], vectors=vectors):
        upload = person.upload(document)
        assert "vectors" in dies(person, upload, "bad_vectors")
    retries = [step for step in history(stack.database, upload.job_id) if step[0] == "retry"]
    assert retries == [("retry", "embedding")] * 3
    stored = sql(
        stack.database,
        "SELECT count(*) AS n FROM upload_pipeline.document_chunks WHERE document_id = $1::uuid",
        upload.document_id,
    )
    assert stored == [{"n": 0}]
    assert person.http.post(f"/api/v2/jobs/{upload.job_id}/retry").status_code == 202
    person.wait(upload)
    assert document.facts[1].answer in person.search(document.facts[1].question, k=1)[0]["text"]


LOST = """
SELECT count(*) AS n FROM upload_pipeline.events
WHERE job_id = $1::uuid AND code = 'worker_lost' AND payload ->> 'stage' = 'embedding'
"""


def test_a_thousand_pages_are_read_to_the_last(stack: Stack) -> None:
    """And embedded in as few calls of at most 256 texts as that takes; a worker that is lost may have made one more."""
    person, document = Person(stack.urls["api"]), generate("thousand", pages=1000, paragraphs=1)
    control = stack.urls["openai"].removesuffix("/v1") + "/control/calls"
    httpx.delete(control, timeout=30)
    upload = person.upload(document)
    person.wait(upload, seconds=180)
    chunks = person.http.get(f"/api/v2/documents/{upload.document_id}").json()["chunks"]
    assert chunks > 256
    asked, needed = httpx.get(control, timeout=30).json()["calls"]["POST /v1/embeddings"]["count"], -(-chunks // 256)
    assert needed <= asked <= needed + sql(stack.database, LOST, upload.job_id)[0]["n"]
    for page in (1, 500, 1000):
        fact = document.facts[page - 1]
        assert any(fact.answer in passage["text"] for passage in person.search(fact.question, k=3))


def resident(stack: Stack) -> dict[str, int]:
    return {name: psutil.Process(pid).memory_info().rss for name, pid in stack.pids().items() if name != "postgres"}


def test_two_hundred_megabytes_pass_and_no_process_grows(stack: Stack, tmp_path: Path) -> None:
    person = Person(stack.urls["api"])
    sql(stack.database, "UPDATE auth.users SET plan = 'large' WHERE user_id = $1::uuid", person.user_id)
    person.embed(generate("warm", pages=1))
    document = large(200 * MIB - 4096)
    before, peak = resident(stack), dict.fromkeys(resident(stack), 0)
    upload = person.begin(document)

    def note() -> None:
        for name, size in resident(stack).items():
            peak[name] = max(peak.get(name, 0), size)

    def sending() -> Iterator[bytes]:
        for number, part in enumerate(document.parts()):
            yield part
            if number % 20 == 0:
                note()

    sent = httpx.put(upload.signed_url, content=sending(), headers={"Content-Length": str(document.size)}, timeout=120)
    assert sent.status_code == 200, sent.text

    def look() -> dict[str, Any]:
        note()
        return person.job(upload.job_id)

    job = eventually(look, lambda j: j["state"] in ("done", "deadletter"), "the large file", 300)
    assert job["state"] == "done", job
    grown = {name: (peak[name] - size) / MIB for name, size in before.items() if peak[name] - size > GROWTH_ALLOWED}
    assert grown == {}
