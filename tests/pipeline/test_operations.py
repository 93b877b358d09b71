"""Health, readiness, metrics, and an OpenAPI description that is true."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import httpx
import psutil
import pytest

from keywords.documents.generated import generate
from tests.pipeline.conftest import Stack
from tests.pipeline.people import Person, eventually

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_health_and_readiness_name_each_dependency(stack: Stack, path: str) -> None:
    answer = eventually(
        lambda: httpx.get(stack.urls["api"] + path, timeout=30),
        lambda found: bool(found.json()["status"] == "healthy"),
        "health",
    )
    assert answer.status_code == 200
    assert answer.json()["dependencies"] == dict.fromkeys(
        ("database", "storage", "llamaparse", "openai", "workers"), "available"
    )


def tells(answer: httpx.Response, service: str, status: str) -> bool:
    """That the service is away, and nothing is worse than that: on a busy machine another may be late to answer."""
    told = answer.json()
    return bool((told["dependencies"][service], told["status"]) == ("unavailable", status))


def test_health_tells_the_truth_about_a_part_that_is_away(stack: Stack) -> None:
    for service, status, code in (("openai", "degraded", 200), ("storage", "unhealthy", 503)):
        stack.cli("stop", service)
        try:
            # Each of the two API processes looks for itself, so one may still tell of a second ago.
            seen = eventually(
                lambda: httpx.get(stack.urls["api"] + "/ready", timeout=30),
                partial(tells, service=service, status=status),
                f"the truth about {service}",
            )
            assert seen.status_code == code
        finally:
            stack.cli("start", service)
        eventually(
            lambda: httpx.get(stack.urls["api"] + "/ready", timeout=30).json()["status"],
            lambda s: s == "healthy",
            "health",
        )


def test_readiness_soon_misses_workers_that_sleep(stack: Stack) -> None:
    def told() -> str:
        return str(httpx.get(stack.urls["api"] + "/ready", timeout=30).json()["dependencies"]["workers"])

    workers = [psutil.Process(pid) for name, pid in stack.pids().items() if name.startswith("worker")]
    for worker in workers:
        worker.suspend()
    try:
        eventually(told, lambda state: state == "unavailable", "the sleeping workers to be missed", seconds=25)
    finally:
        for worker in workers:
            worker.resume()
    eventually(told, lambda state: state == "available", "the workers to be seen again")


def metrics(stack: Stack) -> str:
    return httpx.get(stack.urls["api"] + "/metrics", timeout=30).text


def test_metrics_count_requests_of_all_processes_and_jobs_by_stage(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    person.embed(generate("metrics", pages=1))

    def value(text: str, line: str) -> float:
        return sum(float(row.rsplit(" ", 1)[1]) for row in text.splitlines() if row.startswith(line))

    line = 'http_requests_total{method="GET",route="/me",status="200"}'
    before = value(metrics(stack), line)
    for _ in range(20):
        with httpx.Client(
            headers=dict(person.http.headers), timeout=30
        ) as fresh:  # a new connection may meet the other process
            assert fresh.get(stack.urls["api"] + "/me").status_code == 200
    # A request is counted once it is answered, and the other process may tell of it at that very moment.
    eventually(lambda: value(metrics(stack), line) - before, lambda more: more == 20, "as many more as were asked")
    answer = httpx.get(stack.urls["api"] + "/metrics", timeout=30)
    assert value(answer.text, 'jobs{stage="embedded",state="done"}') >= 1
    assert value(answer.text, "database_up") == 1
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_openapi_description_is_true(stack: Stack) -> None:
    """Schemathesis makes calls of every kind from the description and finds no answer that contradicts it."""
    person = Person(stack.urls["api"])
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "schemathesis"),
            "--config-file",
            str(CONFIGURATION),
            "run",
            f"{stack.urls['api']}/openapi.json",
            "--header",
            f"Authorization: Bearer {person.token}",
            "--exclude-path",
            "/logout",
            "--max-examples",
            "25",
            "--seed",
            "1",
            "--no-color",
            "--suppress-health-check",
            "all",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
