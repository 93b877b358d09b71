"""Workers die or hang, or the model is away: each document arrives, or its dead letter says why not."""

import os
import signal
from datetime import timedelta
from itertools import pairwise

import pytest

from keywords.documents.pdf import generate
from tests.alive import alive
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.faults import asleep
from tests.pipeline.jobs import dead_letter, event_codes, upload_batch
from tests.pipeline.locks import locked
from tests.pipeline.people import Person, eventually
from tests.pipeline.providers import weather


def holding(stack: Stack) -> tuple[str, int]:
    """The process name and id of a living worker that holds a job."""

    def holders() -> list[tuple[str, int]]:
        held = sql(
            stack.database,
            "SELECT claimed_by FROM upload_pipeline.upload_jobs "
            "WHERE state = 'working' AND stage = 'embedding' "
            "AND claimed_by IN (SELECT worker_id FROM upload_pipeline.workers)",
        )
        living = stack.pids().items()
        return [(name, pid) for row in held for name, pid in living if f":{pid}:" in row["claimed_by"]]

    return eventually(holders, bool, "a living worker that holds a job")[0]


def test_killed_workers_lose_no_document(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], mode="hang"):
        uploads = upload_batch(person, "killed")
        for _ in range(4):
            os.kill(holding(stack)[1], signal.SIGKILL)
    assert_clean(stack, uploads)
    assert "worker_lost" in event_codes(stack, uploads, "error")
    assert "worker_lost" not in event_codes(stack, uploads, "retry")  # a death costs no retry


def test_a_worker_that_sleeps_through_its_lease_cannot_write_when_it_wakes(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], mode="hang"):
        uploads = upload_batch(person, "paused", 4)  # so few that the other worker has a slot free
        name, sleeper = holding(stack)
        with asleep(sleeper):
            eventually(lambda: event_codes(stack, uploads, "error"), lambda seen: "worker_lost" in seen, "a takeover")
    assert_clean(stack, uploads)
    assert stack.pids()[name] == sleeper


def test_a_stopping_worker_hands_its_jobs_back() -> None:
    """No lease is short enough to run out, even on a busy machine, so a job changes workers only if it is handed back.

    The lock keeps jobs in the worker's hands: none can store its vectors.
    """
    with started("graceful", **QUICK_AND_GENEROUS | {"lease_seconds": 60}) as stack:
        person = Person(stack.urls["api"])
        with locked(stack, "document_vector_buffer", "SHARE"):
            uploads = upload_batch(person, "graceful", 8)
            stopping = holding(stack)[1]
            os.kill(stopping, signal.SIGTERM)
        eventually(lambda: alive([stopping]), lambda left: left == [], "the end of the worker")
        assert_clean(stack, uploads)
        assert event_codes(stack, uploads, "error") == []


def test_a_model_that_stays_unintelligible_ends_in_a_dead_letter_that_can_be_retried(stack: Stack) -> None:
    person, document = Person(stack.urls["api"]), generate("unintelligible", pages=1)
    with weather(stack.urls["openai"], mode="malformed"):
        upload = person.upload(document)
        message = dead_letter(person, upload, "embedder_malformed")
        assert message == "The model's answer could not be understood."
        chat = person.http.post("/chat", json={"message": "anything"})
        assert chat.status_code == 200  # no document of this user is embedded, so the API needs no model to say so
    retries = sql(
        stack.database,
        "SELECT ts, (payload ->> 'wait_s')::float AS wait FROM upload_pipeline.events "
        "WHERE job_id = $1::uuid AND type = 'retry' ORDER BY event_id",
        upload.job_id,
    )
    assert len(retries) == 3
    for (earlier, later), nominal in zip(pairwise(retries), (0.2, 0.4), strict=True):
        assert nominal <= earlier["wait"] <= nominal * 1.25
        assert later["ts"] - earlier["ts"] >= timedelta(seconds=earlier["wait"])
    assert person.http.post(f"/api/v2/jobs/{upload.job_id}/retry").status_code == 202
    person.wait(upload)
    assert document.facts[0].answer in person.ask(document.facts[0].question)["answer"]
    assert person.http.post(f"/api/v2/jobs/{upload.job_id}/retry").status_code == 409


def test_the_agent_answers_503_with_retry_after_while_the_model_is_away(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    person.embed(generate("chat outage", pages=1))
    with weather(stack.urls["openai"], error_rate=1.0, error_status=429, retry_after=7):
        for path, body in (("/chat", {"message": "why"}), ("/api/v2/search", {"question": "why"})):
            answer = person.http.post(path, json=body)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
            assert answer.json()["error"]["code"] == "model_unavailable"


@pytest.mark.parametrize("vectors", ["short", "missing", "nan"])
def test_an_unusable_vector_of_a_question_is_answered_with_503_not_500(stack: Stack, vectors: str) -> None:
    person = Person(stack.urls["api"])
    person.embed(generate(f"question {vectors}", pages=1))
    with weather(stack.urls["openai"], vectors=vectors):
        answer = person.http.post("/api/v2/search", json={"question": "why"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "model_unavailable")


def test_a_worker_waits_as_long_as_the_provider_asks(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], error_rate=1.0, error_status=429, retry_after=2, times=1):
        upload = person.upload(generate("patience", pages=1))
        person.wait(upload)
    waits = sql(
        stack.database,
        "SELECT type, code, payload ->> 'waiting_for' AS waiting_for, ts FROM upload_pipeline.events "
        "WHERE job_id = $1::uuid ORDER BY event_id",
        upload.job_id,
    )
    asked = next(n for n, event in enumerate(waits) if event["type"] == "retry")
    assert (waits[asked]["code"], waits[asked]["waiting_for"]) == ("embedder_rate_limited", "openai embed")
    assert (waits[asked + 1]["ts"] - waits[asked]["ts"]).total_seconds() >= 2 * 0.9
