"""The parser's webhook: only genuine ones count, repeats are harmless, and a lost one is made up for."""

import json
import time
import uuid

import httpx
import pytest

from keywords.documents import generate
from tests.pipeline.conftest import Stack
from tests.pipeline.database import history, sql
from tests.pipeline.people import Person
from tests.pipeline.test_bad_input import weather
from tests.pipeline.test_stages import WHOLE_HISTORY
from tests.pipeline.webhook import event, send


def test_a_genuine_webhook_is_taken_and_its_repeat_is_harmless(stack: Stack) -> None:
    job_id = str(uuid.uuid4())
    first, again = send(stack, event(job_id, "hello")), send(stack, event(job_id, "hello", event_id="another"))
    assert (first.status_code, first.json()) == (200, {"status": "accepted"})
    assert (again.status_code, again.json()) == (200, {"status": "repeated"})
    rows = sql(stack.database, "SELECT 1 FROM upload_pipeline.parser_deliveries WHERE parser_job_id = $1", job_id)
    assert len(rows) == 1
    assert send(stack, event(job_id, "another text")).json()["error"]["code"] == "contradicting_webhook"
    assert send(stack, event(job_id, "another text")).status_code == 409


@pytest.mark.parametrize("signature", [None, "", "sha256=" + "0" * 64, "0" * 64, "sha256=ü"])
def test_an_unsigned_or_wrongly_signed_webhook_is_refused_and_leaves_nothing(
    stack: Stack, signature: str | None
) -> None:
    job_id = str(uuid.uuid4())
    raw = json.dumps(event(job_id)).encode()
    headers = [] if signature is None else [(b"x-webhook-signature", signature.encode("latin-1"))]
    answer = httpx.post(f"{stack.urls['api']}/webhooks/llamaparse", content=raw, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_signature")
    assert sql(stack.database, "SELECT 1 FROM upload_pipeline.parser_deliveries WHERE parser_job_id = $1", job_id) == []


@pytest.mark.parametrize("age", [301, -301, float("nan"), float("inf")])
def test_an_old_webhook_is_a_replay(stack: Stack, age: float) -> None:
    answer = send(stack, event(str(uuid.uuid4()), timestamp=time.time() - age))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "stale_webhook")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"event_type": 1}', b"\xff\xfe", b"[" * 100_000])
def test_a_malformed_webhook_is_refused_even_when_it_is_signed(stack: Stack, body: bytes) -> None:
    answer = send(stack, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "malformed_webhook")


@pytest.mark.parametrize("kind", ["lost", "repeated", "late", "unsigned", "out_of_order"])
def test_a_document_arrives_whatever_becomes_of_its_webhook(stack: Stack, kind: str) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["llamaparse"], webhook=kind, webhook_delay_ms=2500):
        uploads = [person.upload(generate(f"webhook-{kind}-{n}", pages=1)) for n in range(3)]
        for upload in uploads:
            person.wait(upload)
    for upload in uploads:
        assert history(stack.database, upload.job_id) == WHOLE_HISTORY


def test_another_document_s_answer_is_not_taken_for_this_one(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    first, second = generate("answer-1", pages=1), generate("answer-2", pages=1)
    person.embed(first)
    with weather(stack.urls["llamaparse"], mode="another_document", times=1):
        upload = person.upload(second)
        person.wait(upload)
    content = person.http.get(f"/api/v2/documents/{upload.document_id}/content").text
    assert second.facts[0].answer in content
    assert first.facts[0].answer not in content
