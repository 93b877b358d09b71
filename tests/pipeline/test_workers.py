"""Workers die and hang, and the model is away; documents arrive all the same, or it is said why not."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

import psycopg2
import pytest

from keywords.documents.pdf import generate
from tests.alive import alive
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.test_bad_input import dies, weather


def upload_batch(person: Person, name: str, count: int = 10) -> list[Upload]:
    documents = [generate(f"{name}-{n}", pages=2) for n in range(count)]
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(person.upload, documents))


def holding(stack: Stack) -> tuple[str, int]:
    """The process name and id of a living worker that has a job in hand."""

    def holders() -> list[tuple[str, int]]:
        held = sql(
            stack.database, "SELECT claimed_by FROM upload_pipeline.upload_jobs "
            "WHERE state = 'working' AND stage = 'embedding' "
            "AND claimed_by IN (SELECT worker_id FROM upload_pipeline.workers)",
        )  # fmt: skip
        living = stack.pids().items()
        return [(name, pid) for row in held for name, pid in living if f":{pid}:" in row["claimed_by"]]

    return eventually(holders, bool, "a living worker with a job in hand")[0]


def codes(stack: Stack, uploads: list[Upload], kind: str) -> list[str]:
    rows = sql(
        stack.database, "SELECT code FROM upload_pipeline.events WHERE type = $1 AND job_id = ANY($2::uuid[])",
        kind, [upload.job_id for upload in uploads],
    )  # fmt: skip
    return [row["code"] for row in rows]


def test_killed_workers_lose_no_document(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], mode="hang"):
        uploads = upload_batch(person, "killed")
        for _ in range(4):
            os.kill(holding(stack)[1], signal.SIGKILL)
    assert_clean(stack, uploads)
    assert "worker_lost" in codes(stack, uploads, "error")
    assert "worker_lost" not in codes(stack, uploads, "retry")  # a death costs no retry


def test_a_worker_that_sleeps_through_its_lease_cannot_write_when_it_wakes(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], mode="hang"):
        uploads = upload_batch(person, "paused", 4)  # so that the other worker has a hand free
        name, sleeper = holding(stack)
        os.kill(sleeper, signal.SIGSTOP)
        try:
            eventually(lambda: codes(stack, uploads, "error"), lambda seen: "worker_lost" in seen, "a takeover")
        finally:
            os.kill(sleeper, signal.SIGCONT)
    assert_clean(stack, uploads)
    assert stack.pids()[name] == sleeper


@contextmanager
def no_vector_can_be_kept(stack: Stack) -> Iterator[None]:
    """Somebody holds a lock on the buffer of vectors: what is at the stage `embedding` stays in hand there."""
    holder = psycopg2.connect(stack.database)
    try:
        holder.cursor().execute("LOCK TABLE upload_pipeline.document_vector_buffer IN SHARE MODE")
        yield
    finally:
        holder.close()


def test_a_worker_that_is_told_to_stop_hands_its_jobs_back() -> None:
    """No lease ends meanwhile, also when the machine holds a worker up: who has a job at last was handed it."""
    with started("graceful", **QUICK_AND_GENEROUS | {"lease_seconds": 60}) as stack:
        person = Person(stack.urls["api"])
        with no_vector_can_be_kept(stack):
            uploads = upload_batch(person, "graceful", 8)
            told = holding(stack)[1]
            os.kill(told, signal.SIGTERM)
        eventually(lambda: alive([told]), lambda left: left == [], "the end of the worker")
        assert_clean(stack, uploads)
        assert codes(stack, uploads, "error") == []


def test_a_model_that_stays_away_ends_in_a_dead_letter_that_can_be_brought_back(stack: Stack) -> None:
    person, document = Person(stack.urls["api"]), generate("outage", pages=1)
    with weather(stack.urls["openai"], mode="outage"):
        upload = person.upload(document)
        assert dies(person, upload, "embedder_unavailable") == "The model is away."
        chat = person.http.post("/chat", json={"message": "anything"})
        assert chat.status_code == 200  # nothing of this user's is embedded, so no model is needed to say so
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


def test_the_agent_says_503_with_retry_after_while_the_model_is_away(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    person.embed(generate("chat outage", pages=1))
    with weather(stack.urls["openai"], error_rate=1.0, error_status=429, retry_after=7):
        for path, body in (("/chat", {"message": "why"}), ("/api/v2/search", {"question": "why"})):
            answer = person.http.post(path, json=body)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
            assert answer.json()["error"]["code"] == "model_unavailable"


@pytest.mark.parametrize("vectors", ["short", "missing", "nan"])
def test_a_question_whose_vector_is_unusable_is_a_503_and_no_500(stack: Stack, vectors: str) -> None:
    person = Person(stack.urls["api"])
    person.embed(generate(f"question {vectors}", pages=1))
    with weather(stack.urls["openai"], vectors=vectors):
        answer = person.http.post("/api/v2/search", json={"question": "why"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "model_unavailable")


def test_a_provider_that_asks_for_patience_gets_it(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], error_rate=1.0, error_status=429, retry_after=2, times=1):
        upload = person.upload(generate("patience", pages=1))
        person.wait(upload)
    waits = sql(
        stack.database, "SELECT code, (payload ->> 'wait_s')::float AS wait FROM upload_pipeline.events "
        "WHERE job_id = $1::uuid AND type = 'retry'", upload.job_id,
    )  # fmt: skip
    assert waits == [{"code": "embedder_rate_limited", "wait": 2.0}]
