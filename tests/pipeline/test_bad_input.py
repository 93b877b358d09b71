"""Bad input gets a clear error, and no document is lost."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from keywords.documents import bad
from keywords.documents.large import MIB, large
from keywords.documents.pdf import Document, generate
from tests.pipeline.conftest import Stack
from tests.pipeline.database import history, sql
from tests.pipeline.jobs import dead_letter, event_codes, retry_now
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.providers import REFUSING, call_count, reset_counts, weather
from tests.pipeline.stored_objects import objects
from tests.pipeline.webhook import event, send

GROWTH_ALLOWED = 32 * MIB


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
)
def test_an_unreadable_document_becomes_a_dead_letter_that_says_why(
    stack: Stack, make: Callable[[], Document], code: str, advice: str
) -> None:
    person = Person(stack.urls["api"])
    upload = person.upload(make())
    assert advice in dead_letter(person, upload, code)
    assert person.job(upload.job_id)["retry_count"] == 0  # no retry could help
    assert history(stack.database, upload.job_id)[-2:] == [
        ("error", person.job(upload.job_id)["stage"]),
        ("finalized", person.job(upload.job_id)["stage"]),
    ]
    assert person.search("anything") == []


def test_bytes_other_than_announced_are_rejected_and_the_file_can_be_sent_again(stack: Stack) -> None:
    person, document = Person(stack.urls["api"]), generate("announced", pages=1)
    other = generate("another", pages=1).data
    same_length = other[: len(document.data)].ljust(len(document.data), b" ")
    wrong_hash = person.begin(document)
    assert httpx.put(wrong_hash.signed_url, content=same_length, timeout=30).status_code == 200
    assert "not the one that was announced" in dead_letter(person, wrong_hash, "hash_mismatch")
    wrong_length = person.begin(document)  # replaces the first, which never got the right bytes
    assert httpx.put(wrong_length.signed_url, content=document.data[:-10], timeout=30).status_code == 200
    assert f"{len(document.data)} bytes were announced" in dead_letter(person, wrong_length, "length_mismatch")
    person.embed(document)
    assert len(person.http.get("/api/v2/documents").json()["documents"]) == 1


def test_an_empty_upload_has_the_wrong_length(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    upload = person.begin(generate("nothing", pages=1))
    assert httpx.put(upload.signed_url, content=b"", timeout=30).status_code == 200
    assert "0 arrived" in dead_letter(person, upload, "length_mismatch")


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
    assert "never arrived" in dead_letter(person, upload, "upload_expired")


def test_an_object_that_vanishes_before_parsing_is_reported_missing(stack: Stack) -> None:
    person, document = Person(stack.urls["api"]), generate("vanishes", pages=1)
    with weather(stack.urls["llamaparse"], **REFUSING):
        upload = person.upload(document)
        person.wait(upload, stage="job_validated", state="retryable")
        with objects(stack) as storage:
            gone = storage.delete(f"/raw/{person.user_id}/{upload.document_id}/original.pdf")
        assert gone.status_code == 200, gone.text
        retry_now(stack, upload)
    assert "no longer in storage" in dead_letter(person, upload, "object_missing")


@pytest.mark.parametrize(("mode", "least"), [("malformed", 1), ("truncated", 0)])  # a broken answer may be an outage
def test_a_garbled_answer_of_the_parser_is_fetched_again(stack: Stack, mode: str, least: int) -> None:
    person, document = Person(stack.urls["api"]), generate(f"parser-{mode}", pages=1)
    with weather(stack.urls["llamaparse"], mode=mode, times=2):
        upload = person.upload(document)
        job = person.wait(upload)
    assert least <= job["retry_count"] <= 3
    assert event_codes(stack, [upload], "retry")
    assert document.facts[0].answer in person.search(document.facts[0].question, k=1)[0]["text"]


# The parser accepts documents but gives no results: it sends no webhook and refuses polls.
SILENT = {**REFUSING, "webhook": "lost", "paths": ["/api/v2/parse/"]}
# A job that had polled in vain before the webhook came need not wait any longer.
ON_ITS_WAY = """
WITH waiting AS (
    UPDATE upload_pipeline.upload_jobs SET available_at = now()
    WHERE job_id = $1::uuid AND state = 'retryable' AND stage = 'parsing'
)
SELECT stage FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid
"""


def answered_with(stack: Stack, person: Person, name: str, pages: list[str]) -> Upload:
    """A document without text of its own, whose webhook brings these pages. The parser must be silent."""
    upload = person.upload(bad.image_only(name))
    parser_job_id = eventually(
        lambda: sql(
            stack.database,
            "SELECT parser_job_id AS id FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid AND stage = 'parsing'",
            upload.job_id,
        ),
        bool,
        "a document at the parser",
    )[0]["id"]
    assert send(stack, event(parser_job_id, *pages, document_id=upload.document_id)).status_code == 200
    eventually(
        lambda: sql(stack.database, ON_ITS_WAY, upload.job_id)[0]["stage"],
        lambda stage: stage != "parsing",
        "the worker to take what the webhook brought",
    )
    return upload


@pytest.mark.parametrize(
    ("pages", "code"), [([], "no_text"), ([" ", "\n"], "no_text"), (["a\x01\x02\ufffd" * 50], "unreadable_text")]
)
def test_an_empty_or_garbled_text_from_the_parser_ends_in_a_dead_letter(
    stack: Stack, pages: list[str], code: str
) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["llamaparse"], **SILENT):
        dead_letter(person, answered_with(stack, person, f"returns {code} {len(pages)}", pages), code)


def test_ten_megabytes_from_the_parser_are_cut_without_loss(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    paragraph = "Matter {n} was settled on the day that its number says, and nothing was left open. " * 2
    pages = ["\n\n".join(paragraph.format(n=page * 100 + n) for n in range(100)) for page in range(620)]
    assert sum(map(len, pages)) > 10 * MIB
    with weather(stack.urls["llamaparse"], **SILENT), weather(stack.urls["openai"], **REFUSING):
        upload = answered_with(stack, person, "ten megabytes", pages)
        person.wait(upload, 180, stage="embedding", state="retryable")
    chunks = sql(
        stack.database,
        "SELECT text FROM upload_pipeline.document_chunk_buffer WHERE document_id = $1::uuid ORDER BY chunk_ord",
        upload.document_id,
    )
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
        assert "vectors" in dead_letter(person, upload, "bad_vectors")
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
    """They are embedded in as few calls of at most 256 texts as possible; a lost worker may have made one more."""
    person, document = Person(stack.urls["api"]), generate("thousand", pages=1000, paragraphs=1)
    reset_counts(stack.urls["openai"])
    upload = person.upload(document)
    person.wait(upload, seconds=180)
    chunks = person.http.get(f"/api/v2/documents/{upload.document_id}").json()["chunks"]
    assert chunks > 256
    asked, needed = call_count(stack.urls["openai"], "POST /v1/embeddings"), -(-chunks // 256)
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
