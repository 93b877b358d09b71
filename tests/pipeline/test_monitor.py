"""The monitor against stacks that run, stop, are killed and hang."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import TypeAdapter

from keywords.documents.pdf import generate
from pipeline.monitor.report import Report
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.database import sql
from tests.pipeline.faults import stopped
from tests.pipeline.people import Person, eventually
from tests.pipeline.providers import weather

HISTORY = 40
PROCESS_UP = "process_up", ("openai",)
DEPTHS = """
SELECT stage, count(*) AS n FROM upload_pipeline.upload_jobs WHERE state IN ('queued', 'working', 'retryable')
GROUP BY stage
"""
LATELY = """
SELECT count(*) AS n FROM upload_pipeline.upload_jobs WHERE state = 'done' AND finished_at > now() - interval '1 minute'
"""
ENDED = "SELECT count(*) AS n FROM upload_pipeline.upload_jobs WHERE state = 'done'"


@pytest.fixture(scope="module")
def watched() -> Iterator[Stack]:
    """A stack whose services tests may stop, with a monitor that polls often."""
    settings = QUICK_AND_GENEROUS | {"monitor_poll_seconds": 0.3, "monitor_history": HISTORY, "lease_seconds": 15}
    with started("watched", **settings) as stack:
        yield stack


def get(stack: Stack, path: str) -> httpx.Response:
    return httpx.get(stack.urls["monitor"] + path, timeout=30)


def state(stack: Stack) -> dict[str, Any]:
    answer = get(stack, "/api/state")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def known(stack: Stack) -> dict[str, Any]:
    """The state from a poll that every source answered in time."""
    parts = "api", "queue", "jobs", "processes"
    return eventually(lambda: state(stack), lambda seen: all(seen[part] for part in parts), "a poll of everything")


def service(stack: Stack, name: str) -> dict[str, Any]:
    return next(each for each in state(stack)["services"] if each["name"] == name)


def processes(stack: Stack) -> dict[str, dict[str, Any]]:
    """The processes by name, from a poll that the supervisor answered in time."""
    found = eventually(lambda: state(stack)["processes"], bool, "a poll of the processes")
    return {each["name"]: each for each in found}


def process(stack: Stack, name: str) -> dict[str, Any]:
    return processes(stack)[name]


def until(stack: Stack, name: str, word: str) -> dict[str, Any]:
    return eventually(lambda: service(stack, name), lambda seen: seen["state"] == word, f"{name} to be {word}")


def figures(stack: Stack) -> dict[tuple[str, tuple[str, ...]], float]:
    """The Prometheus text, as (name, label values) -> figure."""
    families = text_string_to_metric_families(get(stack, "/metrics").text)
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, tuple(sample.labels.values())): sample.value for sample in samples}


def wait_for_figures(stack: Stack, wanted: dict[tuple[str, tuple[str, ...]], float]) -> None:
    """Wait for a poll that shows these figures; in any one poll a source may be late or a second behind."""
    eventually(lambda: figures(stack), lambda found: wanted.items() <= found.items(), f"figures such as {wanted}")


def test_requests_and_quantiles_match_the_calls_made(watched: Stack) -> None:
    before = eventually(lambda: state(watched)["api"], lambda api: api is not None, "a second reading of the API")
    person = Person(watched.urls["api"])
    slowest = 0.0
    for _ in range(60):
        began = time.perf_counter()
        assert person.http.get("/me").status_code == 200
        slowest = max(slowest, time.perf_counter() - began)
    api = eventually(
        lambda: known(watched)["api"], lambda api: api["requests"] >= before["requests"] + 61, "the requests"
    )
    assert api["requests"] == before["requests"] + 61  # 60 and the registration
    assert api["failed_share"] == 0
    assert 0 < api["p50_ms"] <= api["p95_ms"] <= api["p99_ms"] <= api["longest_bound_ms"] == 10_000
    assert api["p50_ms"] <= max(5.0, 2.5 * slowest * 1000)  # its bucket ends at most that far above


def test_queue_and_ended_jobs_agree_with_the_database(watched: Stack) -> None:
    person = Person(watched.urls["api"])
    for number in range(3):
        person.embed(generate(f"watched {number}", pages=1))
    for number in range(2):
        person.begin(generate(f"never sent {number}", pages=1))  # waits for its bytes
    depths = {row["stage"]: row["n"] for row in sql(watched.database, DEPTHS)}
    [ended] = sql(watched.database, ENDED)
    assert (depths, ended["n"]) == ({"queued": 2}, 3)
    seen = eventually(
        lambda: known(watched), lambda seen: seen["queue"]["done"] == 3 and seen["queue"]["depth"] == 2, "the queue"
    )
    stages = {each["stage"]: each["queued"] + each["working"] + each["retryable"] for each in seen["queue"]["stages"]}
    assert {stage: jobs for stage, jobs in stages.items() if jobs} == depths
    assert (seen["jobs"]["errors"], seen["jobs"]["retries"], seen["jobs"]["deadletter"]) == (0, 0, 0)
    eventually(
        lambda: (known(watched)["jobs"]["done"], sql(watched.database, LATELY)[0]["n"]),
        lambda counted: counted[0] == counted[1],
        "as many jobs ended in the last minute as the database counts",
    )
    needed = {("jobs_ended", ("done",)), ("api_request_seconds", ("0.95",))}
    exported = eventually(lambda: figures(watched), lambda found: needed <= found.keys(), "a poll of everything")
    assert sum(n for (name, labels), n in exported.items() if name == "queue_jobs" and "queued" in labels[:1]) == 2
    assert exported["jobs_ended", ("done",)] == 3
    assert exported["api_request_seconds", ("0.95",)] > 0


def test_errors_and_retries_of_jobs_are_counted(watched: Stack) -> None:
    person = Person(watched.urls["api"])
    with stopped(watched, "llamaparse"):
        upload = person.upload(generate("parser away", pages=1))
        seen = eventually(lambda: known(watched), lambda seen: seen["jobs"]["retries"] >= 1, "a retry")
        assert seen["jobs"]["errors"] >= 1
        until(watched, "llamaparse", "unreachable")
    person.wait(upload)
    with weather(watched.urls["llamaparse"], mode="malformed"):
        person.wait(person.upload(generate("parser unintelligible", pages=1)), state="deadletter")
    dead = eventually(lambda: known(watched), lambda seen: seen["queue"]["deadletter"] == 1, "a dead letter")
    assert dead["jobs"]["deadletter"] == 1
    until(watched, "llamaparse", "ready")


def test_a_stopped_service_is_unreachable_until_it_returns(watched: Stack) -> None:
    began = until(watched, "openai", "ready")["last_seen"]
    with stopped(watched, "openai"):
        away = eventually(  # a poll during the stop sees the connection break instead
            lambda: service(watched, "openai"),
            lambda seen: seen["reason"] == "nothing listens there",
            "openai to be gone",
        )
        assert away["state"] == "unreachable"
        assert began < away["since"] <= time.time()
        assert away["last_seen"] < away["since"]
        assert away["requests_per_minute"] is None
        eventually(
            lambda: service(watched, "api"),
            lambda seen: seen["state"] == "degraded" and "openai is unavailable" in seen["reason"],
            "the API to report openai as unavailable",
        )
        up, ready = "service_up", "service_ready"
        wait_for_figures(watched, {(up, ("openai",)): 0, (up, ("storage",)): 1, (ready, ("api",)): 0, PROCESS_UP: 0})
        eventually(
            lambda: get(watched, "/health").json()["blind_to"],
            lambda blind: blind == ["openai"],
            "the monitor to be blind to openai",
        )
        eventually(lambda: state(watched)["at"], lambda at: at > away["since"] + 1, "later polls")
        eventually(  # never silently stale: `since` and `last_seen` do not change
            lambda: service(watched, "openai"), lambda still: still == away, "openai to be gone as before"
        )
        assert process(watched, "openai")["state"] == "stopped"
    back = until(watched, "openai", "ready")
    assert back["since"] > away["since"]
    until(watched, "api", "ready")


def test_without_the_database_its_figures_are_unknown_and_failures_are_counted(watched: Stack) -> None:
    person = Person(watched.urls["api"])
    with stopped(watched, "postgres"):
        until(watched, "postgres", "unreachable")
        until(watched, "worker", "unknown")
        until(watched, "api", "not ready")
        for _ in range(5):
            assert person.http.get("/me").status_code == 503
        seen = eventually(
            lambda: state(watched),
            lambda seen: seen["api"] and (seen["api"]["failed_share"] or 0) * seen["api"]["requests"] > 4.5,
            "failed requests",
        )
        assert seen["api"]["failed_share"] * seen["api"]["requests"] == pytest.approx(5)
        assert (seen["queue"], seen["jobs"]) == (None, None)
        assert not any(name == "queue_jobs" for name, _ in figures(watched))
    for name in ("postgres", "worker", "api"):
        until(watched, name, "ready")
    assert known(watched)["queue"]["done"] == sql(watched.database, ENDED)[0]["n"]


def test_a_killed_worker_shows_as_a_new_process(watched: Stack) -> None:
    before = process(watched, "worker-1")
    other = process(watched, "worker-2")
    watched.cli("kill", "worker-1")
    after = eventually(
        lambda: process(watched, "worker-1"),
        lambda seen: seen["state"] == "running" and seen["pid"] not in (None, before["pid"]),
        "a new worker-1",
    )
    assert after["pid"] == watched.pids()["worker-1"]
    assert after["restarts"] == before["restarts"] + 1
    assert after["started_at"] > before["started_at"]
    assert process(watched, "worker-2")["restarts"] == other["restarts"]
    wait_for_figures(watched, {("process_restarts_total", ("worker-1",)): after["restarts"]})


def test_every_process_shows_its_memory_and_cpu(watched: Stack) -> None:
    found = processes(watched)
    assert found.keys() == watched.status().keys()
    for each in found.values():
        assert each["state"] == "running"
        assert 10e6 < each["memory_bytes"] < 1e9
    busy = eventually(
        lambda: (httpx.get(watched.urls["api"] + "/openapi.json", timeout=30), process(watched, "postgres"))[1]["cpu"],
        lambda cpu: cpu is not None and 0 <= cpu < 8,
        "the CPU of postgres and its children",
    )
    assert busy is not None


def test_history_is_bounded_and_can_be_read_from_a_given_point(watched: Stack) -> None:
    full = eventually(
        lambda: get(watched, "/api/history").json(), lambda seen: len(seen["at"]) == HISTORY, "a full history"
    )
    later = eventually(
        lambda: get(watched, "/api/history").json(), lambda seen: seen["at"][0] > full["at"][5], "newer points"
    )
    assert len(later["at"]) == HISTORY
    assert later["at"] == sorted(set(later["at"]))
    assert all(len(values) == HISTORY for values in later["series"].values())
    assert {"queue", "queue.parsing", "jobs.done", "api.p95_ms", "cpu.worker-1", "up.storage"} <= later["series"].keys()
    newer = get(watched, f"/api/history?after={later['at'][-3]!r}").json()
    assert newer["at"][:2] == later["at"][-2:]
    assert get(watched, "/api/history?after=yesterday").status_code == 422


def test_the_state_has_the_shape_of_the_report(watched: Stack) -> None:
    found = state(watched)
    assert isinstance(found.pop("age_seconds"), float)
    read = TypeAdapter(Report).validate_json(json.dumps(found), strict=True, extra="forbid")
    assert [each.name for each in read.services] == [name for name in watched.urls if name != "monitor"]


def test_the_page_serves_all_its_assets_and_loads_no_others(watched: Stack) -> None:
    page = get(watched, "/")
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|<style|style=|\son\w+=|https?://", page.text)
    for asset in re.findall(r'(?:src|href)="(/page/[^"]+)"', page.text):
        assert get(watched, asset).status_code == 200, asset
    for imported in re.findall(r"from '\./([\w.]+)'", get(watched, "/page/app.js").text):
        assert "javascript" in get(watched, f"/page/{imported}").headers["content-type"]
    missing = get(watched, "/page/../app.py")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "refused")
    assert httpx.post(watched.urls["monitor"] + "/api/state", timeout=30).status_code == 405


def test_the_monitor_neither_serves_nor_logs_a_secret(watched: Stack) -> None:
    seen = "".join(get(watched, path).text for path in ("/", "/api/state", "/api/history", "/metrics", "/health"))
    seen += watched.log("monitor")
    passwords = [value.partition("@")[0].rpartition(":")[2] for value in watched.secrets.values()]
    assert not [secret for secret in passwords if secret in seen]
