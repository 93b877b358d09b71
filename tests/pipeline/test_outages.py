"""A part of the pipeline goes away under load and comes back; what was accepted arrives, once."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from operator import le
from typing import Any

import httpx
import psutil
import pytest

from pipeline.stack.services import SERVICES
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.steady_load import steady
from tests.pipeline.test_bad_input import weather
from tests.pipeline.test_workers import codes, upload_batch

OUTAGE_SECONDS = float(os.environ.get("OUTAGE_SECONDS", "15"))  # 60 for the minute that people speak of
PATIENCE_SECONDS = 20.0  # that anybody waits at most for an answer, whatever it is


@pytest.fixture(scope="module")
def patient() -> Iterator[Stack]:
    """A stack whose retries begin soon, and last through an outage also on a machine that has much else to do."""
    with started("outages", **QUICK_AND_GENEROUS | {"retry_base_seconds": 0.5, "max_retries": 7}) as found:
        yield found


@pytest.fixture(autouse=True)
def fair_weather(patient: Stack) -> Iterator[None]:
    yield
    for service in ("llamaparse", "openai"):
        httpx.delete(f"{patient.urls[service]}/control/weather", timeout=30)


def asked(stack: Stack, path: str) -> tuple[int, dict[str, Any]]:
    answer = httpx.get(stack.urls["api"] + path, timeout=PATIENCE_SECONDS)
    return answer.status_code, answer.json()


@contextmanager
def stopped(stack: Stack, *names: str) -> Iterator[None]:
    stack.cli("stop", *names)
    try:
        yield
    finally:
        stack.cli("start", *names)


@contextmanager
def frozen(stack: Stack, name: str) -> Iterator[None]:
    """It holds every connection and answers nothing."""
    root = psutil.Process(stack.pids()[name])
    root.suspend()  # first, as it would start others; last to go on, as it takes note of those that have ended
    members = [*root.children(recursive=True), root]
    try:
        for member in members:
            member.suspend()
        yield
    finally:
        for member in members:
            member.resume()


def healthy(stack: Stack) -> None:
    def said() -> str:
        try:
            return str(asked(stack, "/ready")[1]["status"])
        except httpx.TransportError as error:
            return type(error).__name__

    # Each of the API's processes looks for itself, and tells for a second what it saw.
    eventually(lambda: {said() for _ in range(6)}, lambda seen: seen == {"healthy"}, "health")


def assert_honest_without_database(stack: Stack) -> None:
    for path, status in (("/ready", 503), ("/health", 200)):
        found = eventually(
            partial(asked, stack, path), lambda seen: seen[1]["dependencies"]["database"] == "unavailable", "the truth"
        )
        assert (found[0], found[1]["status"]) == (status, "unhealthy")


@pytest.mark.parametrize("away", [stopped, frozen])
def test_the_database_is_away_under_load_and_what_was_accepted_arrives(
    patient: Stack, away: Callable[[Stack, str], Any]
) -> None:
    before = patient.pids()
    with weather(patient.urls["openai"], latency_ms=200), steady(patient.urls["api"], away.__name__) as load:
        eventually(lambda: len(load.uploads), lambda n: n >= 6, "documents in flight")
        with away(patient, "postgres"):
            until = time.monotonic() + OUTAGE_SECONDS
            while time.monotonic() < until:
                assert_honest_without_database(patient)
        healthy(patient)
        accepted = len(load.uploads)
        eventually(lambda: len(load.uploads), lambda n: n >= accepted + 4, "documents after the outage")
    load.assert_only("database_unavailable", within=PATIENCE_SECONDS)
    assert len(load.refused()) >= 4
    assert_clean(patient, load.uploads)
    lost = {name for name, pid in patient.pids().items() if pid != before[name]} - {"postgres"}
    assert lost == set()  # everybody waited, nobody had to be started again


COSTS = {"storage": "storage_unavailable", "llamaparse": "parser_unavailable", "openai": "embedder_unavailable"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_stopped_and_started_again_and_every_document_arrives(patient: Stack, service: str) -> None:
    uploads = held(patient, f"stopped-{service}")
    if service not in COSTS:
        let_go(patient)
    with stopped(patient, service):
        if service in COSTS:
            if service != "llamaparse":
                let_go(patient)
            eventually(lambda: codes(patient, uploads, "retry"), lambda seen: COSTS[service] in seen, "a retry")
    healthy(patient)
    assert_clean(patient, uploads)
    assert set(codes(patient, uploads, "retry")) <= {COSTS.get(service), "parser_unavailable", "parse_failed"}


def test_every_service_is_killed_under_load_and_every_document_arrives(patient: Stack) -> None:
    with steady(patient.urls["api"], "killed") as load:
        for service in SERVICES:
            enough = len(load.uploads) + 2
            eventually(partial(len, load.uploads), partial(le, enough), f"documents before {service} dies")
            patient.cli("kill", service)
            healthy(patient)
    load.assert_only("database_unavailable", "storage_unavailable", within=PATIENCE_SECONDS, cut_off=True)
    assert_clean(patient, load.uploads)


def held(stack: Stack, name: str) -> list[Upload]:
    """Documents that are all on their way to the parser, which keeps them waiting."""
    httpx.put(f"{stack.urls['llamaparse']}/control/weather", json={"mode": "hang"}, timeout=30)
    uploads = upload_batch(Person(stack.urls["api"]), name, 6)
    waiting = (
        "SELECT count(*) AS n FROM upload_pipeline.upload_jobs WHERE state = 'working' AND stage = 'job_validated'"
    )
    eventually(lambda: sql(stack.database, waiting)[0]["n"], lambda n: n == len(uploads), "all to be at the parser")
    return uploads


def let_go(stack: Stack) -> None:
    """Whom the parser kept waiting is told that it took too long, and comes again."""
    httpx.delete(f"{stack.urls['llamaparse']}/control/weather", timeout=30)


@pytest.mark.parametrize("away", [stopped, frozen])
def test_workers_that_are_told_to_stop_while_they_wait_for_the_database_do_so(
    patient: Stack, away: Callable[[Stack, str], Any]
) -> None:
    uploads = held(patient, f"told to stop, {away.__name__}")
    workers = [name for name in patient.pids() if name.startswith("worker")]
    with away(patient, "postgres"):
        let_go(patient)
        eventually(partial(asked, patient, "/ready"), lambda seen: seen[0] == 503, "the outage")
        patient.cli("stop", *workers)
    for name in workers:
        last = json.loads(patient.log(name).splitlines()[-1])
        assert last["message"] == "worker stopped"  # by itself, and not because it was killed in the end
    patient.cli("start", *workers)
    assert_clean(patient, uploads)


def test_a_worker_ends_when_it_is_told_to_although_it_never_saw_the_database(patient: Stack) -> None:
    with stopped(patient, "postgres"):
        patient.cli("kill", "worker-1")
        pid = eventually(lambda: patient.pids().get("worker-1"), bool, "a new worker")
        patient.cli("stop", "worker-1")
    assert not psutil.pid_exists(pid or 0)
    patient.cli("start", "worker-1")


def test_the_database_restarts_while_a_worker_is_killed(patient: Stack) -> None:
    uploads = held(patient, "database and worker")
    victim = patient.pids()["worker-1"]
    with stopped(patient, "postgres"):
        os.kill(victim, signal.SIGKILL)
        let_go(patient)
    healthy(patient)
    assert_clean(patient, uploads)
    assert "worker_lost" in codes(patient, uploads, "error")


def test_the_storage_is_away_while_the_model_has_too_much_to_do(patient: Stack) -> None:
    uploads = held(patient, "storage and model")
    with weather(patient.urls["openai"], error_rate=1.0, error_status=429, retry_after=1, times=2):
        with stopped(patient, "storage"):
            let_go(patient)
            eventually(
                lambda: codes(patient, uploads, "retry"), lambda seen: "storage_unavailable" in seen, "the first fault"
            )
        eventually(
            lambda: codes(patient, uploads, "retry"), lambda seen: "embedder_rate_limited" in seen, "the second fault"
        )
    assert_clean(patient, uploads)


def test_the_parser_dies_after_its_webhooks_were_lost(patient: Stack) -> None:
    person = Person(patient.urls["api"])
    with weather(patient.urls["llamaparse"], webhook="lost", mode="hang", paths=["/api/v2/parse/"]):  # polls, too
        uploads = upload_batch(person, "parser and webhooks", 4)
        for upload in uploads:
            person.wait(upload, stage="parsing")
        with stopped(patient, "llamaparse"):
            eventually(
                lambda: codes(patient, uploads, "retry"), lambda seen: "parser_unavailable" in seen, "a poll in vain"
            )
    assert_clean(patient, uploads)
