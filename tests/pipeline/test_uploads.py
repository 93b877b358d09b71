"""What may be uploaded, how often, and how the API refuses the rest."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from keywords.documents.pdf import generate
from tests.pipeline.conftest import Stack, started
from tests.pipeline.database import sql
from tests.pipeline.people import Person, eventually

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def strict() -> Iterator[Stack]:
    """A stack with limits that a test can reach, two API processes and no workers."""
    with started(
        "strict",
        api_processes=2,
        workers=0,
        jobs_per_user=2,
        uploads_per_day=4,
        polls_per_minute=5,
        uploads_per_minute=8,
        sign_ins_per_minute=100,
        questions_per_minute=3,
        signed_url_seconds=2,
        upload_grace_seconds=1,
    ) as stack:
        yield stack


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    if status == 429:
        assert int(answer.headers["Retry-After"]) >= 1
    error: dict[str, Any] = answer.json()["error"]
    return error


def finish(stack: Stack, person: Person) -> None:
    """Mark the user's jobs as done, as a worker would."""
    sql(
        stack.database,
        "UPDATE upload_pipeline.upload_jobs SET state = 'done', finished_at = now() "
        "WHERE user_id = $1::uuid AND state = 'queued'",
        person.user_id,
    )


def at_one_moment(stack: Stack, began: datetime) -> None:
    """Undo the time since `began`, so that no used-up allowance comes back while a test runs."""
    sql(
        stack.database,
        "UPDATE upload_pipeline.rate_limits SET tat = tat + (clock_timestamp() - $1::timestamptz)",
        began,
    )


def test_the_published_limits_are_those_enforced(strict: Stack) -> None:
    limits = httpx.get(f"{strict.urls['api']}/api/v2/upload/limits", timeout=30).json()
    assert limits == {
        "max_file_bytes": 25 * MIB,
        "large_file_bytes": 200 * MIB,
        "jobs_at_once": 2,
        "uploads_per_day": 4,
        "uploads_per_minute": 8,
        "polls_per_minute": 5,
        "signed_url_seconds": 2,
        "mime_types": ["application/pdf"],
    }


def test_a_third_job_at_once_is_refused_by_every_api_process(strict: Stack) -> None:
    person = Person(strict.urls["api"])
    documents = [generate(f"at-once-{n}", pages=1) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(person.announce, documents))
    assert sorted(a.status_code for a in answers) == [201, 201, 429, 429, 429, 429]
    refused(next(a for a in answers if a.status_code == 429), 429, "too_many_jobs")
    finish(strict, person)
    assert person.announce(documents[0]).status_code in (201, 409)


def test_deleting_documents_does_not_raise_the_day_s_limit(strict: Stack) -> None:
    person = Person(strict.urls["api"])
    for n in range(4):
        upload = person.begin(generate(f"day-{n}", pages=1))
        assert person.http.delete(f"/api/v2/documents/{upload.document_id}").status_code == 204
    error = person.announce(generate("day-5", pages=1))
    refused(error, 429, "day_limit")
    assert 3600 < int(error.headers["Retry-After"]) <= 86_400


def test_polling_a_job_too_often_is_refused_with_a_time_to_wait(strict: Stack) -> None:
    person = Person(strict.urls["api"])
    upload = person.begin(generate("polled", pages=1))
    began = datetime.now(UTC)
    answers = [person.http.get(f"/api/v2/jobs/{upload.job_id}") for _ in range(5)]
    at_one_moment(strict, began)
    answers += [person.http.get(f"/api/v2/jobs/{upload.job_id}") for _ in range(2)]
    assert [a.status_code for a in answers] == [200] * 5 + [429] * 2
    refused(answers[-1], 429, "rate_limited")


def test_upload_and_question_rates_are_limited_per_user(strict: Stack) -> None:
    person, other = Person(strict.urls["api"]), Person(strict.urls["api"])
    document, began = generate("rate", pages=1), datetime.now(UTC)
    wrong = [person.announce(document, bytes_len=999 * MIB) for _ in range(8)]
    at_one_moment(strict, began)
    wrong.append(person.announce(document, bytes_len=999 * MIB))
    assert [a.status_code for a in wrong] == [413] * 8 + [429]
    assert other.announce(document).status_code == 201
    began = datetime.now(UTC)
    asked = [person.http.post("/api/v2/search", json={"question": "why"}) for _ in range(3)]
    at_one_moment(strict, began)
    asked.append(person.http.post("/api/v2/search", json={"question": "why"}))
    assert [a.status_code for a in asked] == [200] * 3 + [429]


def test_an_upload_link_works_for_its_document_only_and_once(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    mine, other = generate("link-1", pages=1), generate("link-2", pages=1)
    first, second = person.begin(mine), person.begin(other)
    assert httpx.put(first.signed_url[:-4] + "AAAA", content=mine.data, timeout=30).status_code == 403
    crossed = first.signed_url.replace(first.document_id, second.document_id)
    assert httpx.put(crossed, content=mine.data, timeout=30).status_code == 403
    assert httpx.put(first.signed_url, content=mine.data + b"!", timeout=30).status_code == 413
    assert httpx.put(first.signed_url, content=mine.data, timeout=30).status_code == 200
    assert httpx.put(first.signed_url, content=mine.data, timeout=30).status_code == 409


def test_an_upload_link_expires(strict: Stack) -> None:
    document = generate("link-3", pages=1)
    begun = Person(strict.urls["api"]).begin(document)
    late = eventually(
        lambda: httpx.put(begun.signed_url, content=document.data + b"!", timeout=30).status_code,
        lambda status: status != 413,
        "the link to expire",
    )
    assert late == 403


def test_an_upload_that_never_ends_is_cut_off_and_leaves_nothing(strict: Stack) -> None:
    person, document = Person(strict.urls["api"]), generate("never ends", pages=1)
    upload = person.begin(document)

    def trickle() -> Iterator[bytes]:
        for byte in document.data[:500]:  # more than the time allows
            yield bytes([byte])
            time.sleep(0.1)  # the sender must be slow

    answer = httpx.put(
        upload.signed_url, content=trickle(), headers={"Content-Length": str(len(document.data))}, timeout=30
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "url_expired")
    assert not list((strict.folder / "storage").rglob(upload.document_id))


def test_size_is_limited_to_the_byte_and_by_plan(stack: Stack) -> None:
    person, document = Person(stack.urls["api"]), generate("size", pages=1)
    error = refused(person.announce(document, bytes_len=25 * MIB + 1), 413, "too_large")
    assert error["limit_bytes"] == 25 * MIB
    assert "25 MiB" in error["message"]
    assert person.announce(document, bytes_len=25 * MIB).status_code == 201
    sql(stack.database, "UPDATE auth.users SET plan = 'large' WHERE user_id = $1::uuid", person.user_id)
    assert person.announce(generate("size 2", pages=1), bytes_len=200 * MIB).status_code == 201
    refused(person.announce(generate("size 3", pages=1), bytes_len=200 * MIB + 1), 413, "too_large")


@pytest.mark.parametrize(
    "changes",
    [
        {"bytes_len": 0},
        {"bytes_len": -1},
        {"bytes_len": "12"},
        {"bytes_len": 1.5},
        {"bytes_len": True},
        {"sha256": "x" * 64},
        {"sha256": "A" * 64},
        {"sha256": "a" * 63},
        {"ocr": "yes"},
        {"surprise": 1},
        {"filename": ""},
        {"filename": "   "},
        {"filename": "a" * 256},
        {"filename": "../../etc/passwd"},
        {"filename": "..\\windows.pdf"},
        {"filename": ".."},
        {"filename": "a\x00.pdf"},
        {"filename": "a\nb.pdf"},
        {"filename": "\x7f.pdf"},
        {"filename": "invoice\u202efdp.exe"},
        {"filename": None},
    ],
)
def test_a_malformed_announcement_is_refused_and_leaves_nothing(stack: Stack, changes: dict[str, Any]) -> None:
    person = Person(stack.urls["api"])
    refused(person.announce(generate("malformed", pages=1), **changes), 422, "malformed")
    assert person.http.get("/api/v2/documents").json()["documents"] == []


def test_a_type_other_than_pdf_is_refused_by_name(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    error = refused(person.announce(generate("type", pages=1), mime="image/png"), 415, "not_a_pdf")
    assert "image/png" in error["message"]


@pytest.mark.parametrize("name", ["Überweisung 🧾 für José.pdf", "报告.PDF", "no extension", "a;b&c='\"<d>.pdf"])
def test_a_file_name_in_any_script_comes_back_unchanged(stack: Stack, name: str) -> None:
    person = Person(stack.urls["api"])
    upload = person.begin(generate("name", pages=1), filename=name)
    assert person.http.get(f"/api/v2/documents/{upload.document_id}").json()["filename"] == name


def test_a_duplicate_is_refused_with_the_first_upload_s_ids_to_its_owner_only(stack: Stack) -> None:
    person, other = Person(stack.urls["api"]), Person(stack.urls["api"])
    document = generate("duplicate", pages=1)
    first = person.begin(document)
    error = refused(person.announce(document, filename="renamed.pdf"), 409, "duplicate")
    assert (error["document_id"], error["job_id"]) == (first.document_id, first.job_id)
    second = other.begin(document)
    assert second.document_id != first.document_id


def test_the_same_file_sent_in_parallel_is_accepted_once(stack: Stack) -> None:
    person, document = Person(stack.urls["api"]), generate("same moment", pages=1)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: person.announce(document), range(8)))
    assert sorted(a.status_code for a in answers) == [201] + [409] * 7
    accepted = next(a.json() for a in answers if a.status_code == 201)
    named = {a.json()["error"]["document_id"] for a in answers if a.status_code == 409}
    assert named == {accepted["document_id"]}


def test_a_request_repeated_with_its_idempotency_key_gets_the_same_job_and_can_finish_it(stack: Stack) -> None:
    person, document = Person(stack.urls["api"]), generate("idempotent", pages=1)
    first, again = person.announce(document, key="my-key").json(), person.announce(document, key="my-key")
    assert again.status_code == 201
    assert (again.json()["job_id"], again.json()["document_id"]) == (first["job_id"], first["document_id"])
    assert httpx.put(again.json()["signed_url"], content=document.data, timeout=30).status_code == 200
    refused(person.announce(generate("another", pages=1), key="my-key"), 409, "idempotency_key_reused")
    eventually(lambda: person.job(first["job_id"])["state"], lambda state: state == "done", "the job to be done")
    refused(person.announce(document, key="my-key"), 409, "duplicate")


def test_an_upload_without_a_token_is_refused(stack: Stack) -> None:
    answer = httpx.post(f"{stack.urls['api']}/api/v2/upload", json={}, timeout=30)
    refused(answer, 401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_retrying_dead_letters_does_not_get_around_the_limit(strict: Stack) -> None:
    person = Person(strict.urls["api"])
    uploads = [person.begin(generate(f"dead-{n}", pages=1)) for n in range(2)]
    sql(
        strict.database,
        "UPDATE upload_pipeline.upload_jobs SET state = 'deadletter', finished_at = now() WHERE user_id = $1::uuid",
        person.user_id,
    )
    uploads += [person.begin(generate(f"alive-{n}", pages=1)) for n in range(2)]
    refused(person.http.post(f"/api/v2/jobs/{uploads[0].job_id}/retry"), 429, "too_many_jobs")
    finish(strict, person)
    assert person.http.post(f"/api/v2/jobs/{uploads[0].job_id}/retry").status_code == 202
    document = person.http.get(f"/api/v2/documents/{uploads[0].document_id}").json()
    assert document["processing_status"] == "queued"
