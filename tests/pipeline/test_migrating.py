"""Services that start before the database has their schema wait, say so, and work once it is there."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg2
import pytest

from keywords.documents.pdf import generate
from pipeline.database import migrate
from pipeline.settings import Settings
from tests.pipeline.conftest import Stack
from tests.pipeline.people import PASSWORD, Person, announcement, eventually
from tests.pipeline.service_process import ServiceProcess, free_port, running
from tests.pipeline.webhook import event, send

NAME = "half_migrated"
ADDRESSES = ("database_url", "api_database_url", "worker_database_url")


@pytest.fixture
def settings(stack: Stack) -> Iterator[dict[str, str]]:
    """Settings for services on an empty database beside the stack's own."""
    owner = psycopg2.connect(stack.database)
    owner.autocommit = True
    owner.cursor().execute(f"DROP DATABASE IF EXISTS {NAME}")
    owner.cursor().execute(f"CREATE DATABASE {NAME}")
    beside = {name: urlunsplit(urlsplit(stack.secrets[name.upper()])._replace(path=f"/{NAME}")) for name in ADDRESSES}
    try:
        yield {
            **{name.lower(): value for name, value in stack.secrets.items()},
            **beside,
            **{f"{service}_url": stack.urls[service] for service in ("storage", "llamaparse", "openai")},
            "api_url": f"http://127.0.0.1:{free_port()}",
        }
    finally:
        owner.cursor().execute(f"DROP DATABASE {NAME} WITH (FORCE)")
        owner.close()


def statuses(beside: Stack, token: str) -> dict[str, int]:
    """How the API answers a call of each kind."""
    document = generate("too early", pages=1)

    credentials = {"email": "early@example.com", "password": PASSWORD}
    with httpx.Client(base_url=beside.urls["api"], headers={"Authorization": f"Bearer {token}"}, timeout=30) as http:
        answers = {
            "ready": http.get("/ready"),
            "register": http.post("/register", json=credentials),
            "login": http.post("/login", json=credentials),
            "upload": http.post("/api/v2/upload", json=announcement(document)),
            "jobs": http.get("/api/v2/jobs"),
            "search": http.post("/api/v2/search", json={"question": "why"}),
            "webhook": send(beside, event("early", "hello")),
        }
    return {name: answer.status_code for name, answer in answers.items()}


async def test_services_wait_until_the_schema_is_complete(
    stack: Stack, settings: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, whole, token = settings["api_url"], migrate.migrations(), Person(stack.urls["api"]).token
    beside = replace(stack, urls=stack.urls | {"api": url})
    api = ServiceProcess("api.app", url, tmp_path / "api.log", **settings)
    worker = ServiceProcess("worker.main", url, tmp_path / "worker.log", **settings)
    with running(api), running(worker):
        for count in range(len(whole)):
            monkeypatch.setattr(migrate, "migrations", lambda count=count: whole[:count])
            await migrate.migrate(Settings.model_validate(settings))
            early = {name: status for name, status in statuses(beside, token).items() if status != 503}
            assert early == {}, f"answered after {count} of {len(whole)} migrations"
            assert worker.process.poll() is None, worker.log()
        monkeypatch.setattr(migrate, "migrations", lambda: whole)
        await migrate.migrate(Settings.model_validate(settings))
        await asyncio.to_thread(
            eventually,
            lambda: httpx.get(f"{url}/ready", timeout=30).json()["dependencies"],
            lambda found: set(found.values()) == {"available"},
            "all dependencies to be available",
        )
        assert statuses(beside, token)["register"] == 201
