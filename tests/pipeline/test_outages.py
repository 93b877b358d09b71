"""A part of the pipeline goes away under load and comes back: every accepted document arrives, once."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from operator import le
from typing import Any

import httpx
import psutil
import pytest

from pipeline.stack.services import SERVICES
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import PATIENT, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.faults import frozen, stopped
from tests.pipeline.jobs import event_codes, upload_batch
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.providers import clear_weather, set_weather, weather
from tests.pipeline.steady_load import steady

OUTAGE_SECONDS = float(os.environ.get("OUTAGE_SECONDS", "15"))  # set 60 to try an outage of a full minute
PATIENCE_SECONDS = 20.0  # the longest that a user may wait for any answer


@pytest.fixture(scope="module")
def patient() -> Iterator[Stack]:
    with started("outages", **PATIENT) as found:
        yield found


@pytest.fixture(autouse=True)
def fair_weather(patient: Stack) -> Iterator[None]:
    yield
    for service in ("llamaparse", "openai"):
        clear_weather(patient.urls[service])


def get(stack: Stack, path: str) -> tuple[int, dict[str, Any]]:
    answer = httpx.get(stack.urls["api"] + path, timeout=PATIENCE_SECONDS)
    return answer.status_code, answer.json()


def wait_for_health(stack: Stack) -> None:
    def status() -> str:
        try:
            return str(get(stack, "/ready")[1]["status"])
        except httpx.TransportError as error:
            return type(error).__name__

    # Each API process checks for itself, and repeats its finding for a second.
    eventually(lambda: {status() for _ in range(6)}, lambda seen: seen == {"healthy"}, "health")


def assert_reports_the_outage(stack: Stack) -> None:
    for path, status in (("/ready", 503), ("/health", 200)):
        found = eventually(
            partial(get, stack, path), lambda seen: seen[1]["dependencies"]["database"] == "unavailable", "the outage"
        )
        assert (found[0], found[1]["status"]) == (status, "unhealthy")


@pytest.mark.parametrize("away", [stopped, frozen])
def test_every_accepted_document_arrives_after_an_outage_of_the_database_under_load(
    patient: Stack, away: Callable[[Stack, str], Any]
) -> None:
    before = patient.pids()
    with weather(patient.urls["openai"], latency_ms=200), steady(patient.urls["api"], away.__name__) as load:
        eventually(lambda: len(load.uploads), lambda n: n >= 6, "documents in flight")
        with away(patient, "postgres"):
            until = time.monotonic() + OUTAGE_SECONDS
            while time.monotonic() < until:
                assert_reports_the_outage(patient)
        wait_for_health(patient)
        accepted = len(load.uploads)
        eventually(lambda: len(load.uploads), lambda n: n >= accepted + 4, "documents after the outage")
    load.assert_only("database_unavailable", within=PATIENCE_SECONDS)
    assert len(load.refused()) >= 4
    assert_clean(patient, load.uploads)
    lost = {name for name, pid in patient.pids().items() if pid != before[name]} - {"postgres"}
    assert lost == set()  # every process waited, and none had to be restarted


COSTS = {"storage": "storage_unavailable", "llamaparse": "parser_unavailable", "openai": "embedder_unavailable"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_document_arrives_after_a_service_was_stopped_and_started(patient: Stack, service: str) -> None:
    uploads = held_at_the_parser(patient, f"stopped-{service}")
    if service not in COSTS:
        let_go(patient)
    with stopped(patient, service):
        if service in COSTS:
            if service != "llamaparse":
                let_go(patient)
            eventually(lambda: event_codes(patient, uploads, "retry"), lambda seen: COSTS[service] in seen, "a retry")
    wait_for_health(patient)
    assert_clean(patient, uploads)
    assert set(event_codes(patient, uploads, "retry")) <= {COSTS.get(service), "parser_unavailable", "parse_failed"}


def test_every_document_arrives_although_each_service_is_killed_under_load(patient: Stack) -> None:
    with steady(patient.urls["api"], "killed") as load:
        for service in SERVICES:
            enough = len(load.uploads) + 2
            eventually(partial(len, load.uploads), partial(le, enough), f"documents before {service} dies")
            patient.cli("kill", service)
            wait_for_health(patient)
    load.assert_only("database_unavailable", "storage_unavailable", within=PATIENCE_SECONDS, cut_off=True)
    assert_clean(patient, load.uploads)


def held_at_the_parser(stack: Stack, name: str) -> list[Upload]:
    """Upload documents whose workers all wait for the hanging parser."""
    set_weather(stack.urls["llamaparse"], mode="hang")
    uploads = upload_batch(Person(stack.urls["api"]), name, 6)
    waiting = (
        "SELECT count(*) AS n FROM upload_pipeline.upload_jobs WHERE state = 'working' AND stage = 'job_validated'"
    )
    eventually(
        lambda: sql(stack.database, waiting)[0]["n"], lambda n: n == len(uploads), "all documents to be at the parser"
    )
    return uploads


def let_go(stack: Stack) -> None:
    """End the parser's hang: the waiting calls are answered with a timeout, and workers retry."""
    clear_weather(stack.urls["llamaparse"])


@pytest.mark.parametrize("away", [stopped, frozen])
def test_workers_stop_on_request_while_they_wait_for_the_database(
    patient: Stack, away: Callable[[Stack, str], Any]
) -> None:
    uploads = held_at_the_parser(patient, f"told to stop, {away.__name__}")
    workers = [name for name in patient.pids() if name.startswith("worker")]
    with away(patient, "postgres"):
        let_go(patient)
        eventually(partial(get, patient, "/ready"), lambda seen: seen[0] == 503, "the outage")
        patient.cli("stop", *workers)
    for name in workers:
        last = json.loads(patient.log(name).splitlines()[-1])
        assert last["message"] == "worker stopped"  # by itself: the supervisor did not have to kill it
    patient.cli("start", *workers)
    assert_clean(patient, uploads)


def test_a_worker_that_never_reached_the_database_stops_on_request(patient: Stack) -> None:
    with stopped(patient, "postgres"):
        patient.cli("kill", "worker-1")
        pid = eventually(lambda: patient.pids().get("worker-1"), bool, "a new worker")
        patient.cli("stop", "worker-1")
    assert not psutil.pid_exists(pid or 0)
    patient.cli("start", "worker-1")


def test_every_document_arrives_after_a_worker_dies_while_the_database_is_down(patient: Stack) -> None:
    uploads = held_at_the_parser(patient, "database and worker")
    victim = patient.pids()["worker-1"]
    with stopped(patient, "postgres"):
        os.kill(victim, signal.SIGKILL)
        let_go(patient)
    wait_for_health(patient)
    assert_clean(patient, uploads)
    assert "worker_lost" in event_codes(patient, uploads, "error")


def test_every_document_arrives_after_storage_was_away_and_the_model_overloaded(patient: Stack) -> None:
    uploads = held_at_the_parser(patient, "storage and model")
    with weather(patient.urls["openai"], error_rate=1.0, error_status=429, retry_after=1, times=2):
        with stopped(patient, "storage"):
            let_go(patient)
            eventually(
                lambda: event_codes(patient, uploads, "retry"),
                lambda seen: "storage_unavailable" in seen,
                "the first fault",
            )
        eventually(
            lambda: event_codes(patient, uploads, "retry"),
            lambda seen: "embedder_rate_limited" in seen,
            "the second fault",
        )
    assert_clean(patient, uploads)


def test_every_document_arrives_although_webhooks_are_lost_and_the_parser_dies(patient: Stack) -> None:
    person = Person(patient.urls["api"])
    with weather(patient.urls["llamaparse"], webhook="lost", mode="hang", paths=["/api/v2/parse/"]):  # polls hang too
        uploads = upload_batch(person, "parser and webhooks", 4)
        for upload in uploads:
            person.wait(upload, stage="parsing")
        with stopped(patient, "llamaparse"):
            eventually(
                lambda: event_codes(patient, uploads, "retry"),
                lambda seen: "parser_unavailable" in seen,
                "a poll that fails",
            )
    assert_clean(patient, uploads)
