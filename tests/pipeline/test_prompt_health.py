"""Readiness answers promptly even when a look at a silent dependency cannot be ended."""

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.api import health
from pipeline.api.health import Dependencies
from pipeline.database.migrate import latest


class Silent:
    """A database that says nothing, over a connection that is not let go of when it is asked to be."""

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


async def test_it_does_not_wait_for_a_look_that_does_not_end(silent: Silent) -> None:
    found = dependencies(silent)
    async with asyncio.timeout(60):
        assert (await found.states())["database"] == "unavailable"
    assert not silent.heard.is_set(), "it answered although the look had not ended"
    silent.heard.set()
    await found.close()


async def test_while_a_look_is_still_ending_no_other_is_begun(silent: Silent) -> None:
    found = dependencies(silent)
    async with asyncio.timeout(60):
        for _ in range(3):
            assert (await found.states())["database"] == "unavailable"
    assert silent.asked == 1, "each would hold a connection of the pool"
    silent.heard.set()
    await found.close()


async def test_when_it_speaks_again_readiness_says_so(silent: Silent) -> None:
    found = dependencies(silent)
    async with asyncio.timeout(60):
        assert (await found.states())["database"] == "unavailable"
        silent.speaks = True
        silent.heard.set()
        while (await found.states())["database"] != "available":
            pass
    await found.close()
