"""The parser's webhook: only genuine ones count, repeats are harmless, and another document's text is refused."""

import json
import time
import uuid

import httpx
import pytest

from keywords.documents.pdf import GeneratedPdf, generate
from tests.pipeline.conftest import Stack
from tests.pipeline.jobs import retry_now
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.providers import REFUSING, counts, set_weather, weather
from tests.pipeline.webhook import deliveries, event, send


def test_a_genuine_webhook_is_accepted_and_its_repeat_is_harmless(stack: Stack) -> None:
    job_id, document = str(uuid.uuid4()), Person(stack.urls["api"]).begin(generate("genuine", pages=1)).document_id
    first = send(stack, event(job_id, "hello", document_id=document))
    again = send(stack, event(job_id, "hello", document_id=document, event_id="another"))
    assert (first.status_code, first.json()) == (200, {"status": "accepted"})
    assert (again.status_code, again.json()) == (200, {"status": "repeated"})
    assert deliveries(stack, job_id) == 1
    other = send(stack, event(job_id, "another text", document_id=document))
    assert (other.status_code, other.json()["error"]["code"]) == (409, "contradicting_webhook")


def test_the_text_of_a_deleted_document_does_not_come_back(stack: Stack) -> None:
    person, job_id = Person(stack.urls["api"]), str(uuid.uuid4())
    document = person.begin(generate("forgotten", pages=1)).document_id
    assert send(stack, event(job_id, "hello", document_id=document)).json() == {"status": "accepted"}
    assert person.http.delete(f"/api/v2/documents/{document}").status_code == 204
    assert send(stack, event(job_id, "hello", document_id=document)).json() == {"status": "ignored"}
    assert send(stack, event("unknown-job", "hello")).json() == {"status": "ignored"}
    assert deliveries(stack, job_id) == 0


SURROGATE = json.dumps(event("x", "\ud800")).encode()
NUL = json.dumps(event("x\0", "text")).encode()


@pytest.mark.parametrize("signature", [None, "", "sha256=" + "0" * 64, "0" * 64, "sha256=ü"])
def test_an_unsigned_or_wrongly_signed_webhook_is_refused_and_leaves_nothing(
    stack: Stack, signature: str | None
) -> None:
    job_id = str(uuid.uuid4())
    raw = json.dumps(event(job_id)).encode()
    headers = [] if signature is None else [(b"x-webhook-signature", signature.encode("latin-1"))]
    answer = httpx.post(f"{stack.urls['api']}/webhooks/llamaparse", content=raw, headers=headers, timeout=30)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_signature")
    assert deliveries(stack, job_id) == 0


@pytest.mark.parametrize("age", [301, -400, float("nan"), float("inf")])
def test_a_webhook_with_a_wrong_timestamp_is_refused_as_a_replay(stack: Stack, age: float) -> None:
    answer = send(stack, event(str(uuid.uuid4()), timestamp=time.time() - age))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "stale_webhook")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"event_type": 1}', b"\xff\xfe", b"[" * 100_000, SURROGATE, NUL]
)
def test_a_malformed_webhook_is_refused_even_if_it_is_signed(stack: Stack, body: bytes) -> None:
    answer = send(stack, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "malformed_webhook")


def test_another_document_s_text_is_not_accepted(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    first, second = generate("answer-1", pages=1), generate("answer-2", pages=1)
    person.embed(first)
    with weather(stack.urls["llamaparse"], mode="another_document", times=1):
        upload = person.upload(second)
        person.wait(upload)
    assert_own_text(person, upload, second, first)


def test_another_document_s_text_is_refused_even_before_that_document_has_it(stack: Stack) -> None:
    owner, other = Person(stack.urls["api"]), Person(stack.urls["api"])
    first, second = generate("mixed-up-1", pages=1), generate("mixed-up-2", pages=1)
    with weather(stack.urls["llamaparse"], webhook="lost", paths=["/api/v2/parse/"], **REFUSING):
        before, begun = pages_parsed(stack), owner.upload(first)
        owner.wait(begun, stage="parsing", state="retryable")
        eventually(lambda: pages_parsed(stack), lambda pages: pages > before, "the text to be ready for its owner")
        set_weather(stack.urls["llamaparse"], mode="another_document", times=1)
        upload = other.upload(second)
        other.wait(upload)
        assert owner.job(begun.job_id)["state"] == "retryable"
        retry_now(stack, begun)
        owner.wait(begun)
    assert_own_text(other, upload, second, first)
    assert_own_text(owner, begun, first, second)


def pages_parsed(stack: Stack) -> int:
    return int(counts(stack.urls["llamaparse"])["credits"])


def assert_own_text(person: Person, upload: Upload, own: GeneratedPdf, other: GeneratedPdf) -> None:
    content = person.http.get(f"/api/v2/documents/{upload.document_id}/content").text
    assert own.facts[0].answer in content
    assert other.facts[0].answer not in content
