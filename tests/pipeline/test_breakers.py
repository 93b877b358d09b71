"""A service that every document needs is away: documents wait, none pays an attempt, and all go on by themselves."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import httpx
import pytest

from keywords.documents.pdf import generate
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.faults import stopped
from tests.pipeline.jobs import dead_letter, upload_batch
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.providers import call_count, clear_weather, reset_counts, set_weather, weather

WAITS = "The document waits, and goes on by itself."
WAITING = """
SELECT retry_count, waiting_for, last_error ->> 'message' AS message FROM upload_pipeline.upload_jobs
WHERE job_id = ANY($1::uuid[]) AND state = 'retryable'
"""
FAILURES = """
SELECT job_id::text AS job, ts, code, (payload ->> 'number')::int AS number FROM upload_pipeline.events
WHERE job_id = ANY($1::uuid[]) AND type = 'error' AND payload ? 'number' ORDER BY event_id
"""
SETTINGS: dict[str, Any] = QUICK_AND_GENEROUS | {
    "lease_seconds": 60,
    "probe_seconds": 0.5,
    "api_processes": 1,
    "monitor_poll_seconds": 0.3,
}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with started("breakers", **SETTINGS) as found:
        yield found


@pytest.fixture(autouse=True)
def fair_weather(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "stack" in request.fixturenames:
        found: Stack = request.getfixturevalue("stack")
        for service in ("llamaparse", "openai"):
            clear_weather(found.urls[service])


def ids(uploads: list[Upload]) -> list[str]:
    return [upload.job_id for upload in uploads]


def all_waiting(stack: Stack, uploads: list[Upload], need: str) -> list[dict[str, Any]]:
    """The rows of these jobs once all of them wait for this need."""
    return eventually(
        lambda: sql(stack.database, WAITING, ids(uploads)),
        lambda rows: [row["waiting_for"] for row in rows] == [need] * len(uploads),
        f"all to wait for {need}",
    )


def failures(stack: Stack, uploads: list[Upload], least: int) -> list[dict[str, Any]]:
    """The calls of these jobs that failed, once there are as many."""
    return eventually(lambda: sql(stack.database, FAILURES, ids(uploads)), lambda rows: len(rows) >= least, "failures")


def assert_nobody_paid(person: Person, uploads: list[Upload]) -> None:
    assert {person.job(upload.job_id)["retry_count"] for upload in uploads} == {0}


def assert_unharmed(stack: Stack, person: Person, uploads: list[Upload]) -> None:
    """All documents came to a good end, and none paid an attempt."""
    assert_clean(stack, uploads)
    assert_nobody_paid(person, uploads)


def opened(url: str) -> dict[str, float]:
    """The gauge of open breakers, by service."""
    lines = httpx.get(f"{url}/metrics", timeout=20).text.splitlines()
    found = (line.split('"') for line in lines if line.startswith("breaker_open{"))
    return {service: float(value.removeprefix("} ")) for _, service, value in found}


def told_by(monitor: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{monitor}/api/state", timeout=20).json()
    return found


def waiting_for(told: dict[str, Any]) -> list[tuple[str, int]]:
    return [(each["service"], each["jobs"]) for each in told["breakers"] or []]


@pytest.mark.parametrize(
    ("service", "need", "how"),
    [
        ("openai", "openai embed", {"mode": "outage"}),
        ("openai", "openai embed", {"error_rate": 1.0, "error_status": 429}),
        ("openai", "openai embed", {"error_rate": 1.0, "error_status": 401}),
        ("llamaparse", "llamaparse submit", {"error_rate": 1.0, "error_status": 500}),
    ],
)
def test_documents_wait_without_paying_while_a_provider_fails_for_all(
    stack: Stack, service: str, need: str, how: dict[str, Any]
) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls[service], **how):
        uploads = upload_batch(person, f"wait for {service} {how}", 6, pages=1)
        for row in all_waiting(stack, uploads, need):
            assert row["retry_count"] == 0
            assert row["message"].endswith(WAITS)
        failures(stack, uploads, 3 + 6)  # far more than any document has attempts, together
    assert_unharmed(stack, person, uploads)


@pytest.mark.parametrize(("service", "need"), [("storage", "storage info"), ("openai", "openai embed")])
def test_documents_wait_without_paying_while_a_service_is_stopped(stack: Stack, service: str, need: str) -> None:
    person = Person(stack.urls["api"])
    slow = {"latency_ms": 1500, "paths": ["/api/v2/parse"]}
    with weather(stack.urls["llamaparse"], **slow):
        uploads = upload_batch(person, f"stopped {service}", 6, pages=1)
        with stopped(stack, service):
            all_waiting(stack, uploads, need)
    assert_unharmed(stack, person, uploads)


def test_one_job_at_a_time_probes_each_time_another_one(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], mode="outage"):
        uploads = upload_batch(person, "probes", 4, pages=1)
        all_waiting(stack, uploads, "openai embed")
        known = len(failures(stack, uploads, 3))
        reset_counts(stack.urls["openai"])
        probes = failures(stack, uploads, known + 4)[known : known + 4]
        calls, seen = call_count(stack.urls["openai"], "POST /v1/embeddings"), len(failures(stack, uploads, known))
    assert {probe["job"] for probe in probes} == set(ids(uploads))
    assert calls in (seen - known, seen - known - 1)  # each call is one event, and one may have come in between
    for earlier, later in pairwise(probes):
        assert (later["ts"] - earlier["ts"]).total_seconds() >= SETTINGS["probe_seconds"] * 0.9
    assert_clean(stack, uploads)


def test_no_probe_comes_before_the_time_that_the_service_asked_for(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], error_rate=1.0, error_status=429, retry_after=3):
        uploads = upload_batch(person, "asked to wait", 2, pages=1)
        first, *_, last = failures(stack, uploads, 3)
    assert (last["ts"] - first["ts"]).total_seconds() >= 3 * 0.9
    assert_unharmed(stack, person, uploads)


def test_documents_that_do_not_need_the_service_go_on(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], mode="outage"):
        waiting = upload_batch(person, "wait for the model", 3, pages=1)
        all_waiting(stack, waiting, "openai embed")
        later = person.upload(generate("parsed while the model is away", pages=1))
        person.wait(later, stage="embedding")
        all_waiting(stack, [*waiting, later], "openai embed")
    assert_clean(stack, [*waiting, later])


def test_a_document_that_fails_while_others_succeed_still_becomes_a_dead_letter(stack: Stack) -> None:
    """The parser answers 500 to the polls of one document only; no webhook arrives, so every document is polled."""
    person, parser = Person(stack.urls["api"]), stack.urls["llamaparse"]
    failing = {"webhook": "lost", "error_rate": 1.0, "error_status": 500}
    set_weather(parser, **failing, paths=["/api/v2/parse/"])
    poison = person.upload(generate("poison", pages=1))
    person.wait(poison, stage="parsing")
    asked = "SELECT parser_job_id AS id FROM upload_pipeline.upload_jobs WHERE job_id = $1::uuid"
    (own,) = sql(stack.database, asked, poison.job_id)
    set_weather(parser, **failing, paths=[f"/api/v2/parse/{own['id']}"])
    others = list[Upload]()
    while person.job(poison.job_id)["state"] != "deadletter":
        assert len(others) < 40, person.job(poison.job_id)
        others.append(person.embed(generate(f"beside the poison {len(others)}", pages=1)))
    assert dead_letter(person, poison, "parser_unavailable") == "The parser is away."
    assert person.job(poison.job_id)["retry_count"] == 3
    assert_clean(stack, [poison, *others], {poison.job_id: "parser_unavailable"})
    assert_nobody_paid(person, others)


def test_open_breakers_are_in_the_metrics_and_on_the_monitor(stack: Stack) -> None:
    person, api, monitor = Person(stack.urls["api"]), stack.urls["api"], stack.urls["monitor"]
    closed = dict.fromkeys(("database", "storage", "llamaparse", "openai"), 0.0)
    for url in (api, monitor):
        eventually(partial(opened, url), lambda found: found == closed, "closed breakers")
    with weather(stack.urls["openai"], mode="outage"):
        uploads = upload_batch(person, "shown", 3, pages=1)
        all_waiting(stack, uploads, "openai embed")
        for url in (api, monitor):
            eventually(partial(opened, url), lambda found: found == {**closed, "openai": 1.0}, "one open breaker")
        state = eventually(partial(told_by, monitor), lambda told: waiting_for(told) == [("openai", 3)], "who waits")
        (worker,) = (service for service in state["services"] if service["name"] == "worker")
        assert (worker["state"], worker["reason"]) == ("degraded", "3 jobs wait for openai")
    assert_clean(stack, uploads)
    for url in (api, monitor):
        eventually(partial(opened, url), lambda found: found == closed, "closed breakers")


def test_a_waiting_job_that_a_person_retries_waits_again(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], error_rate=1.0, error_status=429, retry_after=600):
        (upload,) = uploads = upload_batch(person, "retried by hand", 1, pages=1)
        all_waiting(stack, uploads, "openai embed")
        assert person.http.post(f"/api/v2/jobs/{upload.job_id}/retry").status_code == 202
        all_waiting(stack, uploads, "openai embed")
    end_the_wait(stack, "openai")
    assert_clean(stack, uploads)


def test_a_breaker_that_nobody_waits_for_any_more_closes(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["openai"], mode="outage"):
        uploads = upload_batch(person, "deleted", 3, pages=1)
        all_waiting(stack, uploads, "openai embed")
        for upload in uploads:
            assert person.http.delete(f"/api/v2/documents/{upload.document_id}").status_code == 204
        eventually(lambda: opened(stack.urls["api"])["openai"], lambda value: value == 0, "the breaker to close")


def end_the_wait(stack: Stack, service: str) -> None:
    """Let the next probe come now."""
    sql(stack.database, "UPDATE upload_pipeline.breakers SET probe_at = now() WHERE service = $1 RETURNING 1", service)


def test_a_wait_beyond_the_ceiling_ends_in_a_dead_letter_that_can_be_retried() -> None:
    with started("ceiling", **SETTINGS | {"outage_ceiling_seconds": 3}) as stack:
        person = Person(stack.urls["api"])
        with weather(stack.urls["openai"], mode="outage"):
            uploads = upload_batch(person, "too long", 3, pages=1)
            for upload in uploads:
                assert "away for" in dead_letter(person, upload, "outage_too_long")
                assert person.job(upload.job_id)["retry_count"] == 0
        for upload in uploads:
            assert person.http.post(f"/api/v2/jobs/{upload.job_id}/retry").status_code == 202
        assert_clean(stack, uploads)
