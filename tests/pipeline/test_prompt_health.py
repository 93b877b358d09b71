"""Readiness answers promptly even if the check of a silent dependency cannot be cancelled."""

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.api import health
from pipeline.api.health import Dependencies
from pipeline.database.migrate import latest


class Silent:
    """A database that never answers, over a connection that ignores cancellation."""

    def __init__(self) -> None:
        self.asked = 0
        self.heard = asyncio.Event()
        self.speaks = False

    async def version(self) -> str:
        self.asked += 1
        while not self.speaks:
            try:
                await self.heard.wait()
            except asyncio.CancelledError:
                await self.heard.wait()
                raise
        return latest()

    async def check_room(self) -> None: ...


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Silent:
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    monkeypatch.setattr(health, "REMEMBERED", 0.0)
    return Silent()


def dependencies(silent: Silent) -> Dependencies:
    nowhere = "http://127.0.0.1:9"

    @asynccontextmanager
    async def as_service() -> Any:
        raise OSError("away")
        yield

    settings = SimpleNamespace(storage_url=nowhere, llamaparse_url=nowhere, openai_url=nowhere)
    return Dependencies(cast(Any, SimpleNamespace(settings=settings, database=silent, as_service=as_service)))


async def test_readiness_does_not_wait_for_a_check_that_does_not_end(silent: Silent) -> None:
    found = dependencies(silent)
    async with asyncio.timeout(60):
        assert (await found.states())["database"] == "unavailable"
    assert not silent.heard.is_set(), "the check had ended before readiness answered"
    silent.heard.set()
    await found.close()


async def test_no_second_check_begins_while_one_is_still_ending(silent: Silent) -> None:
    found = dependencies(silent)
    async with asyncio.timeout(60):
        for _ in range(3):
            assert (await found.states())["database"] == "unavailable"
    assert silent.asked == 1, "each further check would hold a connection of the pool"
    silent.heard.set()
    await found.close()


async def test_readiness_reports_when_the_dependency_answers_again(silent: Silent) -> None:
    found = dependencies(silent)
    async with asyncio.timeout(60):
        assert (await found.states())["database"] == "unavailable"
        silent.speaks = True
        silent.heard.set()
        while (await found.states())["database"] != "available":
            pass
    await found.close()
