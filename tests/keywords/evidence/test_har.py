"""The HTTP calls of an experiment: a valid HAR 1.2, without secrets, bounded in size, and known to its record."""

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from keywords.basics.clients import Client, client, heard_by
from keywords.basics.secrets import MASK, remember
from keywords.checklists.figures import figures
from keywords.evidence.har import har
from keywords.evidence.http_calls import MOST, OF_A_POLL, SHOWN, HttpCalls
from keywords.evidence.model import Evidence, load_all
from keywords.evidence.recomputing import altered
from keywords.evidence.recorder import Recorder
from tests.keywords.evidence.har_format import Entry, checked

API = "http://pipeline.example"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLXRoaXM"


def answering(*answers: httpx.Response) -> Client:
    """A client that gets these answers in turn, and the last one for ever."""
    left = list(answers)
    return client(transport=httpx.MockTransport(lambda _: left.pop(0) if len(left) > 1 else left[0]))


def recorded(results: Path, work: Any) -> Evidence:
    with Recorder(results).experiment("some calls", {}):
        work()
    return load_all(results)[0]


def entries(results: Path, work: Any) -> list[Entry]:
    record = recorded(results, work)
    assert record.http is not None
    assert record.http.file == "evidence/http/some-calls.har"
    return checked(json.loads((results / record.http.file).read_text(encoding="utf-8")))


def test_a_call_is_an_entry_with_both_sides(tmp_path: Path) -> None:
    answer = httpx.Response(201, json={"document_id": "d-1"}, headers={"X-Correlation-ID": "c-1"})
    (entry,) = entries(tmp_path, lambda: answering(answer).post(f"{API}/api/v2/upload?dry=1", json={"mime": "pdf"}))
    assert (entry.request.method, entry.request.url) == ("POST", f"{API}/api/v2/upload?dry=1")
    assert [(pair.name, pair.value) for pair in entry.request.query_string] == [("dry", "1")]
    assert entry.request.post_data is not None
    assert json.loads(entry.request.post_data.text) == {"mime": "pdf"}
    assert (entry.response.status, json.loads(entry.response.content.text)) == (201, {"document_id": "d-1"})
    assert ("x-correlation-id", "c-1") in [(pair.name, pair.value) for pair in entry.response.headers]


def test_a_call_without_an_answer_is_an_entry_with_the_reason(tmp_path: Path) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    def work() -> None:
        with pytest.raises(httpx.ConnectError):
            client(transport=httpx.MockTransport(refuse)).get(f"{API}/ready")

    (entry,) = entries(tmp_path, work)
    assert (entry.response.status, entry.response.model_extra) == (
        0,
        {"comment": "ConnectError: connection refused", "_error": "ConnectError: connection refused"},
    )


def test_an_experiment_without_calls_has_no_file(tmp_path: Path) -> None:
    assert recorded(tmp_path, lambda: None).http is None
    assert not (tmp_path / "evidence" / "http").exists()


# Secrets


@pytest.mark.parametrize(
    "call",
    [
        {"method": "GET", "url": f"{API}/me", "headers": {"Authorization": "Bearer opaque-and-secret"}},
        {"method": "GET", "url": f"{API}/me", "headers": {"Cookie": "session=opaque-and-secret"}},
        {"method": "GET", "url": f"{API}/me", "headers": {"X-Webhook-Signature": "opaque-and-secret"}},
        {"method": "GET", "url": f"{API}/me", "headers": {"apikey": "opaque-and-secret"}},
        {"method": "PUT", "url": f"{API}/object?token=opaque-and-secret&part=1"},
        {"method": "PUT", "url": f"{API}/object?part=1&X-Amz-Signature=opaque-and-secret"},
        {"method": "POST", "url": f"{API}/login", "json": {"email": "a@b", "password": "opaque-and-secret"}},
        {"method": "POST", "url": f"{API}/refresh", "json": {"refresh_token": 'opaque-and-secret"still"'}},
        {"method": "POST", "url": f"{API}/login", "data": {"user": "a", "password": "opaque-and-secret"}},
        {"method": "POST", "url": f"{API}/said", "content": "it was known-to-the-run"},
        {"method": "POST", "url": f"{API}/said", "content": f"the token {TOKEN}"},
    ],
    ids=lambda call: " ".join([call["method"], *call.keys() - {"method", "url"}]),
)
def test_no_secret_of_a_request_is_kept(tmp_path: Path, call: dict[str, Any]) -> None:
    remember(["known-to-the-run"])
    (entry,) = entries(tmp_path, lambda: answering(httpx.Response(200)).request(**call))
    text = entry.model_dump_json()
    assert MASK in text
    assert [secret for secret in ("opaque-and-secret", "still", "known-to-the-run", TOKEN) if secret in text] == []


@pytest.mark.parametrize(
    "answer",
    [
        {"json": {"access_token": "opaque-and-secret", "token_type": "bearer"}},
        {"json": {"signed_url": f"{API}/upload?token=opaque-and-secret"}},
        {"text": "", "headers": {"Set-Cookie": "session=opaque-and-secret"}},
        {"text": "", "headers": {"Location": f"{API}/object?signature=opaque-and-secret"}},
    ],
)
def test_no_secret_of_an_answer_is_kept(tmp_path: Path, answer: dict[str, Any]) -> None:
    (entry,) = entries(tmp_path, lambda: answering(httpx.Response(200, **answer)).get(f"{API}/x"))
    text = entry.model_dump_json()
    assert MASK in text
    assert "opaque-and-secret" not in text
    assert "bearer" in text or "json" not in answer or "access_token" not in answer["json"]


def test_a_signed_address_that_the_run_knows_keeps_all_but_its_signature(tmp_path: Path) -> None:
    url = f"{API}/object/upload/raw/u/d/a.pdf?token=opaque-and-secret"
    remember([url])
    (entry,) = entries(tmp_path, lambda: answering(httpx.Response(200)).put(url, content=b""))
    assert entry.request.url == f"{API}/object/upload/raw/u/d/a.pdf?token={MASK}"


def test_a_secret_at_the_end_of_what_is_shown_is_not_cut_in_two(tmp_path: Path) -> None:
    remember(["a-secret-that-lies-across-the-end"])
    body = "x" * (SHOWN - 10) + "a-secret-that-lies-across-the-end" + "y" * SHOWN
    (entry,) = entries(tmp_path, lambda: answering(httpx.Response(200, text=body)).get(f"{API}/x"))
    assert "a-secret" not in entry.model_dump_json()


# Size


def test_a_long_body_is_cut_and_has_its_hash(tmp_path: Path) -> None:
    body = "word " * SHOWN
    (entry,) = entries(tmp_path, lambda: answering(httpx.Response(200, text=body)).get(f"{API}/content"))
    content = entry.response.content
    digest = hashlib.sha256(body.encode()).hexdigest()
    assert (len(content.text), content.size) == (SHOWN, len(body))
    assert content.model_extra == {"comment": f"the beginning of {len(body)} bytes; SHA-256 {digest}"}


def test_bytes_that_are_no_text_are_not_shown(tmp_path: Path) -> None:
    pdf = httpx.Response(200, content=b"%PDF-1.7 \xff", headers={"Content-Type": "application/pdf"})
    (entry,) = entries(tmp_path, lambda: answering(pdf).get(f"{API}/object"))
    assert entry.response.content.text == ""
    assert "10 bytes that are no text; SHA-256 " in entry.model_dump_json()


def test_a_body_that_passes_in_parts_is_not_kept(tmp_path: Path) -> None:
    send = answering(httpx.Response(200)).put
    (entry,) = entries(tmp_path, lambda: send(f"{API}/object", content=iter([b"a", b"b"])))
    assert "Transfer-Encoding" in entry.model_dump_json() or "transfer-encoding" in entry.model_dump_json()


def test_of_repeated_polls_those_with_another_answer_are_kept_and_the_others_counted(tmp_path: Path) -> None:
    stages = ["queued"] * 5 + ["parsing"] * 2 + ["embedded"]
    user = answering(*(httpx.Response(200, json={"stage": stage}) for stage in stages))
    found = entries(tmp_path, lambda: [user.get(f"{API}/jobs/j-1") for _ in stages])
    seen = [(json.loads(entry.response.content.text)["stage"], entry.comment.split(", the last")[0]) for entry in found]
    assert seen == [
        ("queued", "4 calls like this one were left out"),
        ("parsing", "1 call like this one was left out"),
        ("embedded", ""),
    ]


def test_polls_whose_answers_always_differ_are_kept_up_to_a_number_unless_the_status_changes() -> None:
    calls = HttpCalls()
    many = [httpx.Response(200, text=str(n)) for n in range(3 * OF_A_POLL)]
    heard(calls, [*many, httpx.Response(503), *many], f"{API}/metrics")
    statuses = [entry.response.status for entry in checked(har(calls, "x"))]
    assert (len(statuses), statuses.count(503)) == (OF_A_POLL + 2, 1)
    assert calls.number == len(calls.kept) + calls.left_out == 6 * OF_A_POLL + 1


def test_calls_that_change_something_are_all_kept_up_to_the_limit_of_an_experiment() -> None:
    calls = HttpCalls()
    heard(calls, [httpx.Response(201)] * (MOST + 50), f"{API}/search", "POST")
    assert (len(calls.kept), calls.left_out) == (MOST, 50)
    heard(calls, [httpx.Response(503)], f"{API}/search", "POST")
    assert [kept.status for kept in calls.kept[-2:]] == [201, 503], "an answer of another kind is kept all the same"


def heard(calls: HttpCalls, answers: list[httpx.Response], url: str, method: str = "GET") -> None:
    with heard_by(calls.hear):
        user = answering(*answers)
        for _ in answers:
            user.request(method, url)


# The record


def test_a_record_knows_its_file_and_verify_finds_an_altered_or_missing_one(tmp_path: Path) -> None:
    record = recorded(tmp_path, lambda: [answering(httpx.Response(200)).get(f"{API}/ready") for _ in range(3)])
    assert record.http is not None
    assert (record.http.calls, record.http.kept) == (3, 1)
    assert altered([record], tmp_path, figures()) == []
    file = tmp_path / record.http.file
    file.write_text(file.read_text(encoding="utf-8").replace("200", "503"), encoding="utf-8")
    assert "some-calls.har is not the file that the record names" in altered([record], tmp_path, figures())[0]
    file.unlink()
    assert "some-calls.har is missing" in altered([record], tmp_path, figures())[0]
