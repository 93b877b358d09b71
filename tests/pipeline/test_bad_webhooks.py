"""Whole batches whose webhooks go astray, and webhooks that nobody should have sent: every history ends clean."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from keywords.documents.pdf import generate
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.test_bad_input import weather
from tests.pipeline.test_deleted_under_way import assert_gone
from tests.pipeline.webhook import event, send

KINDS = ("lost", "repeated", "late", "unsigned", "out_of_order")
LATE_MS = 2500  # much later than a worker waits before it asks
BATCH = 10
A_KIND = 4  # documents, in the mixed batch


def parser_counts(stack: Stack) -> dict[str, int]:
    """How many webhooks were taken and how many not, and how often workers asked instead."""
    counted: dict[str, Any] = httpx.get(f"{stack.urls['llamaparse']}/control/calls", timeout=30).json()
    return {**counted["webhooks"], "asked": counted["calls"].get("GET /api/v2/parse/{id}", {"count": 0})["count"]}


def upload_batch(stack: Stack, name: str, count: int) -> list[Upload]:
    person = Person(stack.urls["api"])
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(person.upload, [generate(f"{name}-{n}", pages=1) for n in range(count)]))


@pytest.mark.parametrize(
    ("kind", "proof", "each"),
    [("lost", "asked", 1), ("repeated", "sent", 3), ("late", "sent", 1), ("unsigned", "failed", 1),
     ("out_of_order", "sent", 1)],
)  # fmt: skip
def test_a_batch_arrives_whatever_becomes_of_its_webhooks(stack: Stack, kind: str, proof: str, each: int) -> None:
    before = parser_counts(stack)[proof]
    with weather(stack.urls["llamaparse"], webhook=kind, webhook_delay_ms=LATE_MS):
        uploads = upload_batch(stack, f"webhooks-{kind}", BATCH)
        eventually(
            lambda: parser_counts(stack)[proof] - before,
            lambda more: more >= each * BATCH,
            f"{each} x {BATCH} '{proof}' because webhooks are {kind}",
        )
        assert_clean(stack, uploads)


def test_a_batch_arrives_when_webhooks_go_astray_in_every_way_at_once(stack: Stack) -> None:
    uploads = []
    for kind in KINDS:
        with weather(stack.urls["llamaparse"], webhook=kind, webhook_delay_ms=LATE_MS, times=A_KIND):
            uploads += upload_batch(stack, f"astray-{kind}", A_KIND)
            eventually(lambda: still_to_strike(stack), lambda left: left == 0, f"{A_KIND} webhooks to go astray")
    assert_clean(stack, uploads)


def still_to_strike(stack: Stack) -> int:
    return int(httpx.get(f"{stack.urls['llamaparse']}/control/weather", timeout=30).json()["times"])


def parser_job(stack: Stack, upload: Upload) -> str:
    """The parser's own id of the job, once it is known."""
    query = "SELECT parser_job_id FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid"
    found: str = eventually(lambda: sql(stack.database, query, upload.job_id)[0]["parser_job_id"], bool, "a parser job")
    return found


def ended(stack: Stack, parser_job_id: str) -> bool:
    key = {"Authorization": f"Bearer {stack.secrets['LLAMAPARSE_API_KEY']}"}
    answer = httpx.get(f"{stack.urls['llamaparse']}/api/v2/parse/{parser_job_id}", headers=key, timeout=30)
    return bool(answer.json()["job"]["status"] == "COMPLETED")


def deliveries(stack: Stack, parser_job_id: str) -> int:
    query = "SELECT 1 FROM upload_pipeline.parser_deliveries WHERE parser_job_id = $1"
    return len(sql(stack.database, query, parser_job_id))


def test_forged_and_replayed_webhooks_change_nothing(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["llamaparse"], webhook="lost"):
        upload = person.upload(generate("forged", pages=1))
        job = parser_job(stack, upload)
        lie = event(job, "The policy number of everybody is X-1.", document_id=upload.document_id)
        forged = send(stack, lie, secret="guessed")
        crossed = send(stack, lie, signed_for=event("another job", "hello"))
        replayed = send(stack, {**lie, "timestamp": time.time() - 301})
        nobodys = send(stack, event(str(uuid.uuid4()), "hello", document_id=str(uuid.uuid4())))
        for answer, code in ((forged, "bad_signature"), (crossed, "bad_signature"), (replayed, "stale_webhook")):
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
        assert (nobodys.status_code, nobodys.json()) == (200, {"status": "ignored"})
        assert deliveries(stack, job) == 0
        assert_clean(stack, [upload])
    assert "X-1" not in person.http.get(f"/api/v2/documents/{upload.document_id}/content").text


def test_a_webhook_that_comes_after_the_poll_brought_the_text_is_harmless_even_with_another_text(stack: Stack) -> None:
    with weather(stack.urls["llamaparse"], webhook="lost"):
        person = Person(stack.urls["api"])
        upload = person.embed(generate("after the poll", pages=1))
    job = parser_job(stack, upload)
    content = f"/api/v2/documents/{upload.document_id}/content"
    before = person.http.get(content).text
    for text in (before, "another text"):
        answer = send(stack, event(job, text, document_id=upload.document_id))
        assert (answer.status_code, answer.json()) == (200, {"status": "repeated"})
    assert deliveries(stack, job) == 0  # no text is kept that nobody will fetch
    assert person.http.get(content).text == before
    assert_clean(stack, [upload])


def test_a_webhook_that_comes_after_its_document_was_deleted_brings_nothing_back(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    stays = person.embed(generate("stays", pages=1))
    before = sum(parser_counts(stack)[each] for each in ("sent", "failed"))
    with weather(stack.urls["llamaparse"], webhook="late", webhook_delay_ms=1500):
        goes = person.upload(generate("goes", pages=1))
        job = parser_job(stack, goes)
        eventually(lambda: ended(stack, job), bool, "the parser to have the text")
        assert person.http.delete(f"/api/v2/documents/{goes.document_id}").status_code == 204
        eventually(
            lambda: sum(parser_counts(stack)[each] for each in ("sent", "failed")),
            lambda count: count > before,
            "the late webhook",
        )
    assert deliveries(stack, job) == 0
    assert_gone(stack, [goes])
    assert_clean(stack, [stays])
