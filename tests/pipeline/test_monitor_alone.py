"""A monitor on its own, without a supervisor or without services."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from pipeline.monitor.app import Monitor
from pipeline.monitor.report import report
from pipeline.settings import Settings
from tests.pipeline.conftest import Stack
from tests.pipeline.people import eventually
from tests.pipeline.service_process import ServiceProcess, free_port, running


def test_a_monitor_without_a_supervisor_says_so_and_is_not_held_up_by_a_silent_service(
    stack: Stack, tmp_path: Path
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        alone = ServiceProcess(
            "monitor.app",
            url,
            tmp_path / "log",
            data_dir=str(tmp_path),
            monitor_url=url,
            monitor_poll_seconds="0.3",
            worker_database_url=stack.secrets["WORKER_DATABASE_URL"],
            api_url=stack.urls["api"],
            storage_url=stack.urls["storage"],
            llamaparse_url=stack.urls["llamaparse"],
            openai_url=f"http://127.0.0.1:{silent.getsockname()[1]}/v1",
        )
        with running(alone):
            found = eventually(
                lambda: httpx.get(url + "/api/state", timeout=30).json(),
                lambda seen: (
                    {each["name"] for each in seen.get("services", ()) if each["state"] == "ready"}
                    >= {"storage", "postgres"}
                ),
                "a poll that finds storage and the database ready",
            )
            assert found["processes"] is None
            services = {each["name"]: each for each in found["services"]}
            assert services["openai"]["state"] == "unreachable"
            assert services["openai"]["reason"] == "no answer within 2 s"
            eventually(
                lambda: httpx.get(url + "/api/state", timeout=30).json(),
                lambda seen: seen["at"] > found["at"] and seen["services"][0]["last_seen"] == seen["at"],
                "another poll that reaches the first service",
            )


@pytest.fixture
def watching() -> Iterator[Monitor]:
    """A monitor of services whose ports are bound by a process that does not listen."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        names = ("api", "storage", "llamaparse", "openai", "web")
        given: dict[str, Any] = {f"{name}_url": f"http://{address}" for name in names}
        yield Monitor(Settings(worker_database_url=SecretStr(f"postgresql://nobody@{address}/none"), **given))


async def test_the_monitor_s_own_health_says_when_its_data_are_stale(watching: Monitor) -> None:
    async def health() -> dict[str, Any]:
        answer = await watching.health(None)  # type: ignore[arg-type]
        assert answer.status_code == 200
        found: dict[str, Any] = json.loads(bytes(answer.body))
        return found

    assert (await health())["status"] == "stale"  # it has not polled yet
    watching.watch.latest = report(time.time(), 1, {}, {}, {}, None, None)
    assert (await health())["status"] == "healthy"
    watching.watch.latest = report(time.time() - 60, 1, {}, {}, {}, None, None)
    old = await health()
    assert old["status"] == "stale"
    assert old["age_seconds"] >= 60


async def test_a_poll_that_reaches_no_service_still_counts(watching: Monitor) -> None:
    try:
        seen = await watching.watch.look()
    finally:
        watching.watch.close()
    words = {each.name: each.state for each in seen.services}
    assert words.pop("worker") == "unknown"
    assert set(words.values()) == {"unreachable"}
    assert (seen.queue, seen.jobs, seen.api, seen.processes) == (None, None, None, None)
    assert watching.watch.history.after(0).values["up.api"] == [0]
