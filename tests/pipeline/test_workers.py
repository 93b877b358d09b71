"""Workers die, hang and lose their database; documents do not."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import httpx
import pytest

from keywords.documents import generate
from pipeline.stages import STAGES
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.test_bad_input import dies, weather

IN_ORDER = [step for stage in STAGES for step in (("stage_started", stage), ("stage_done", stage))]


def upload_batch(person: Person, name: str, count: int = 10) -> list[Upload]:
    documents = [generate(f"{name}-{n}", pages=2) for n in range(count)]
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(person.upload, documents))


def assert_clean(stack: Stack, person: Person, uploads: list[Upload], seconds: float = 60) -> None:
    """Every document arrives, each stage was entered and left once, and no chunk is missing or double."""
    for upload in uploads:
        person.wait(upload, seconds)
    ids = [upload.job_id for upload in uploads]
    events = sql(
        stack.database, "SELECT job_id::text AS job, type, payload ->> 'stage' AS stage FROM upload_pipeline.events "
        "WHERE job_id = ANY($1::uuid[]) ORDER BY event_id", ids,
    )  # fmt: skip
    for job in ids:
        told = [(e["type"], e["stage"]) for e in events if e["job"] == job]
        assert [step for step in told if step[0] in ("stage_started", "stage_done")] == IN_ORDER
        assert [step for step in told if step[0] == "finalized"] == [("finalized", "embedded")]
    chunks = sql(
        stack.database,
        "SELECT document_id, count(*) AS n, count(DISTINCT chunk_ord) AS ords, max(chunk_ord) + 1 AS following, "
        "(payload ->> 'chunks')::int AS cut "
        "FROM upload_pipeline.document_chunks JOIN upload_pipeline.upload_jobs USING (document_id) "
        "WHERE document_id = ANY($1::uuid[]) GROUP BY document_id, payload",
        [upload.document_id for upload in uploads],
    )
    assert len(chunks) == len(uploads)
    for row in chunks:
        assert row["n"] == row["ords"] == row["following"] == row["cut"]


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
    assert_clean(stack, person, uploads)
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
    assert_clean(stack, person, uploads)
    assert stack.pids()[name] == sleeper


def test_a_worker_that_is_told_to_stop_hands_its_jobs_back(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], latency_ms=1000):
        uploads = upload_batch(person, "graceful", 8)
        stack.cli("restart", holding(stack)[0])
    assert_clean(stack, person, uploads)
    assert codes(stack, uploads, "error") == []


def test_the_database_restarts_under_load_and_nothing_is_lost(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], latency_ms=100):
        uploads = upload_batch(person, "restart", 10)
        stack.cli("stop", "postgres")
        away = eventually(
            lambda: httpx.get(f"{stack.urls['api']}/ready", timeout=20),
            lambda answer: answer.status_code == 503,
            "the API to say that it is not ready",
        )
        assert away.json()["dependencies"]["database"] == "unavailable"
        refused = person.announce(generate("while away", pages=1))
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "database_unavailable")
        assert int(refused.headers["Retry-After"]) >= 1
        eventually(
            lambda: httpx.get(f"{stack.urls['api']}/health", timeout=20).json()["status"],
            lambda status: status == "unhealthy",
            "the API to say that it is not healthy",
        )
        stack.cli("start", "postgres")
    eventually(lambda: httpx.get(f"{stack.urls['api']}/ready").status_code, lambda code: code == 200, "readiness")
    assert_clean(stack, person, uploads)


def test_the_database_is_killed_under_load_and_nothing_is_lost(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], latency_ms=100):
        uploads = upload_batch(person, "crash", 10)
        os.kill(stack.pids()["postgres"], signal.SIGKILL)
    eventually(
        lambda: httpx.get(f"{stack.urls['api']}/ready", timeout=20).status_code, lambda code: code == 200, "readiness"
    )
    assert_clean(stack, person, uploads)


@pytest.mark.parametrize("service", ["storage", "llamaparse", "openai"])
def test_a_service_that_dies_for_a_moment_costs_a_retry_at_most(stack: Stack, service: str) -> None:
    person = Person(stack.urls["api"])
    uploads = upload_batch(person, f"moment-{service}", 6)
    stack.cli("kill", service)
    url = stack.urls[service].removesuffix("/v1")

    def status() -> int:
        try:
            return httpx.get(f"{url}/health").status_code
        except httpx.HTTPError:
            return 0

    eventually(status, lambda code: code == 200, f"{service} to be back")
    for upload in uploads:
        job = person.ended(upload)
        if job["state"] == "deadletter":
            assert job["last_error"]["code"] in ("storage_unavailable", "parser_unavailable", "embedder_unavailable")
            assert person.http.post(f"/api/v2/jobs/{upload.job_id}/retry").status_code == 202
    for upload in uploads:
        person.wait(upload)


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
