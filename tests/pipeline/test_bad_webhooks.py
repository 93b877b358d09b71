"""Webhooks that go astray or that no one should have sent: every history ends clean."""

import time
import uuid

import httpx
import pytest

from keywords.documents.pdf import generate
from tests.pipeline.clean_history import assert_clean, assert_gone
from tests.pipeline.conftest import Stack
from tests.pipeline.jobs import upload_batch
from tests.pipeline.parse_jobs import has_text, parser_job
from tests.pipeline.people import Person, eventually
from tests.pipeline.providers import call_count, counts, weather
from tests.pipeline.webhook import deliveries, event, send

KINDS = ("lost", "repeated", "late", "unsigned", "out_of_order")
LATE_MS = 2500  # much longer than a worker waits before it polls
BATCH = 10
OF_EACH_KIND = 4  # documents in the mixed batch


def parser_counts(stack: Stack) -> dict[str, int]:
    """How many webhooks were sent and how many failed, and how often workers polled instead."""
    url = stack.urls["llamaparse"]
    return {**counts(url)["webhooks"], "polled": call_count(url, "GET /api/v2/parse/{id}")}


@pytest.mark.parametrize(
    ("kind", "proof", "each"),
    [
        ("lost", "polled", 1),
        ("repeated", "sent", 3),
        ("late", "sent", 1),
        ("unsigned", "failed", 1),
        ("out_of_order", "sent", 1),
    ],
)
def test_a_batch_arrives_even_if_its_webhooks_go_astray(stack: Stack, kind: str, proof: str, each: int) -> None:
    before = parser_counts(stack)[proof]
    with weather(stack.urls["llamaparse"], webhook=kind, webhook_delay_ms=LATE_MS):
        uploads = upload_batch(Person(stack.urls["api"]), f"webhooks-{kind}", BATCH, pages=1)
        eventually(
            lambda: parser_counts(stack)[proof] - before,
            lambda more: more >= each * BATCH,
            f"{each} x {BATCH} '{proof}' because webhooks are {kind}",
        )
        assert_clean(stack, uploads)


def test_a_batch_arrives_even_if_its_webhooks_go_astray_in_every_way(stack: Stack) -> None:
    uploads = []
    for kind in KINDS:
        with weather(stack.urls["llamaparse"], webhook=kind, webhook_delay_ms=LATE_MS, times=OF_EACH_KIND):
            uploads += upload_batch(Person(stack.urls["api"]), f"astray-{kind}", OF_EACH_KIND, pages=1)
            eventually(lambda: times_left(stack), lambda left: left == 0, f"{OF_EACH_KIND} webhooks to go astray")
    assert_clean(stack, uploads)


def times_left(stack: Stack) -> int:
    """How many more webhooks the parser's weather will strike."""
    return int(httpx.get(f"{stack.urls['llamaparse']}/control/weather", timeout=30).json()["times"])


def test_forged_and_replayed_webhooks_change_nothing(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["llamaparse"], webhook="lost"):
        upload = person.upload(generate("forged", pages=1))
        job = parser_job(stack, upload)
        lie = event(job, "The policy number of everyone is X-1.", document_id=upload.document_id)
        forged = send(stack, lie, secret="guessed")
        crossed = send(stack, lie, signed_for=event("another job", "hello"))
        replayed = send(stack, {**lie, "timestamp": time.time() - 301})
        unknown = send(stack, event(str(uuid.uuid4()), "hello", document_id=str(uuid.uuid4())))
        for answer, code in ((forged, "bad_signature"), (crossed, "bad_signature"), (replayed, "stale_webhook")):
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
        assert (unknown.status_code, unknown.json()) == (200, {"status": "ignored"})
        assert deliveries(stack, job) == 0
        assert_clean(stack, [upload])
    assert "X-1" not in person.http.get(f"/api/v2/documents/{upload.document_id}/content").text


def test_a_webhook_that_comes_after_a_poll_is_harmless_even_with_another_text(stack: Stack) -> None:
    with weather(stack.urls["llamaparse"], webhook="lost"):
        person = Person(stack.urls["api"])
        upload = person.embed(generate("after the poll", pages=1))
    job = parser_job(stack, upload)
    content = f"/api/v2/documents/{upload.document_id}/content"
    before = person.http.get(content).text
    for text in (before, "another text"):
        answer = send(stack, event(job, text, document_id=upload.document_id))
        assert (answer.status_code, answer.json()) == (200, {"status": "repeated"})
    assert deliveries(stack, job) == 0  # a text that no worker will fetch is not kept
    assert person.http.get(content).text == before
    assert_clean(stack, [upload])


def test_a_webhook_for_a_deleted_document_brings_nothing_back(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    stays = person.embed(generate("stays", pages=1))
    before = sum(parser_counts(stack)[each] for each in ("sent", "failed"))
    with weather(stack.urls["llamaparse"], webhook="late", webhook_delay_ms=1500):
        goes = person.upload(generate("goes", pages=1))
        job = parser_job(stack, goes)
        eventually(lambda: has_text(stack, job), bool, "the parser to have the text")
        assert person.http.delete(f"/api/v2/documents/{goes.document_id}").status_code == 204
        eventually(
            lambda: sum(parser_counts(stack)[each] for each in ("sent", "failed")),
            lambda count: count > before,
            "the late webhook",
        )
    assert deliveries(stack, job) == 0
    assert_gone(stack, [goes])
    assert_clean(stack, [stays])
