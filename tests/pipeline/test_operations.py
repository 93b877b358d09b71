"""Health, readiness, metrics, and a true OpenAPI description."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import httpx
import pytest

from keywords.documents.pdf import generate
from tests.pipeline.conftest import Stack
from tests.pipeline.faults import asleep, stopped
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


def reports(answer: httpx.Response, service: str, status: str) -> bool:
    """True when the service is away and the status is no worse: on a busy machine another may answer late."""
    seen = answer.json()
    return bool((seen["dependencies"][service], seen["status"]) == ("unavailable", status))


def test_readiness_reports_a_service_that_is_away(stack: Stack) -> None:
    for service, status, code in (("openai", "degraded", 200), ("storage", "unhealthy", 503)):
        with stopped(stack, service):
            # Each of the two API processes checks for itself, so one may still report the state of a second ago.
            seen = eventually(
                lambda: httpx.get(stack.urls["api"] + "/ready", timeout=30),
                partial(reports, service=service, status=status),
                f"the API to report {service} as away",
            )
            assert seen.status_code == code
        eventually(
            lambda: httpx.get(stack.urls["api"] + "/ready", timeout=30).json()["status"],
            lambda s: s == "healthy",
            "health",
        )


def test_readiness_soon_reports_sleeping_workers(stack: Stack) -> None:
    def workers() -> str:
        return str(httpx.get(stack.urls["api"] + "/ready", timeout=30).json()["dependencies"]["workers"])

    with asleep(*(pid for name, pid in stack.pids().items() if name.startswith("worker"))):
        eventually(workers, lambda state: state == "unavailable", "the sleeping workers to be missed", seconds=25)
    eventually(workers, lambda state: state == "available", "the workers to be seen again")


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
        with httpx.Client(headers=dict(person.http.headers), timeout=30) as fresh:  # may reach the other process
            assert fresh.get(stack.urls["api"] + "/me").status_code == 200
    # A request is counted after its answer is sent, so the last one may still be missing.
    eventually(lambda: value(metrics(stack), line) - before, lambda more: more == 20, "20 more requests")
    answer = httpx.get(stack.urls["api"] + "/metrics", timeout=30)
    assert value(answer.text, 'jobs{stage="embedded",state="done"}') >= 1
    assert value(answer.text, "database_up") == 1
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_openapi_description_is_true(stack: Stack) -> None:
    """Schemathesis generates calls of every kind from the description; no answer may contradict it."""
    person = Person(stack.urls["api"])
    program = [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(CONFIGURATION)]
    run = ["run", f"{stack.urls['api']}/openapi.json", "--header", f"Authorization: Bearer {person.token}"]
    options = "--exclude-path=/logout --max-examples=25 --seed=1 --no-color --suppress-health-check=all"
    command = [*program, *run, *options.split()]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
