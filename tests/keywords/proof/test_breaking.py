"""What defects share: a broken function keeps its kind, its first call is noted, and an edit must find its text."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from keywords.proof import breaking, hook


class Broken:
    """Something to break, with a function of either kind."""

    LIMIT = "LIMIT 5"

    def now(self, number: int) -> int:
        return number + 1

    async def later(self, number: int) -> int:
        return number + 1


@pytest.fixture
def owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Broken]]:
    monkeypatch.setenv(hook.MARKS, str(tmp_path))
    hook.reached.cache_clear()
    yield type("Copy", (Broken,), {})
    hook.reached.cache_clear()


def was_reached(folder: Path) -> bool:
    return any(mark.name.startswith(hook.REACHED) for mark in folder.iterdir())


async def called(function: Any, number: int) -> Any:
    answer = function(number)
    return await answer if inspect.isawaitable(answer) else answer


@pytest.mark.parametrize("name", ["now", "later"])
async def test_an_answer_is_altered(owner: type[Broken], name: str, tmp_path: Path) -> None:
    breaking.alter(owner, name, lambda number: -number)
    assert not was_reached(tmp_path)
    assert await called(getattr(owner(), name), 1) == -2
    assert was_reached(tmp_path)


@pytest.mark.parametrize("name", ["now", "later"])
async def test_an_answer_is_always_the_same(owner: type[Broken], name: str, tmp_path: Path) -> None:
    breaking.always(owner, name, None)
    assert [await called(getattr(owner(), name), number) for number in (1, 2)] == [None, None]
    assert inspect.iscoroutinefunction(getattr(owner, name)) == inspect.iscoroutinefunction(getattr(Broken, name))
    assert was_reached(tmp_path)


@pytest.mark.parametrize("name", ["now", "later"])
async def test_every_second_call_is_delayed(
    owner: type[Broken], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = list[float]()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(breaking, "time", SimpleNamespace(sleep=waits.append))
    monkeypatch.setattr(breaking, "asyncio", SimpleNamespace(sleep=sleep))
    breaking.delay(owner, name, 20, every=2)
    broken = owner()
    assert [await called(getattr(broken, name), number) for number in (1, 2, 3)] == [2, 3, 4]
    assert waits == [0, 20, 0]
    assert was_reached(tmp_path)


def test_a_constant_is_edited_and_the_function_that_uses_it_is_noted(owner: type[Broken], tmp_path: Path) -> None:
    breaking.edit(owner, "LIMIT", "5", "6")
    breaking.note(owner, "now")
    assert (owner.LIMIT, Broken.LIMIT) == ("LIMIT 6", "LIMIT 5")
    assert owner().now(1) == 2
    assert was_reached(tmp_path)


def test_text_that_a_constant_lacks_cannot_be_edited(owner: type[Broken]) -> None:
    with pytest.raises(LookupError, match="LIMIT does not contain '7'"):
        breaking.edit(owner, "LIMIT", "7", "8")


def test_a_route_calls_another_function(owner: type[Broken], tmp_path: Path) -> None:
    router = APIRouter(prefix="/things")

    @router.delete("/{number}", status_code=202)
    def delete(number: int) -> int:
        return number

    def keep(number: int) -> int:
        return -number

    breaking.reroute(router, delete, keep)
    app = FastAPI()
    app.include_router(router)
    answer = TestClient(app).delete("/things/3")
    assert (answer.status_code, answer.json()) == (202, -3)
    assert len(router.routes) == 1
    assert was_reached(tmp_path)


async def test_a_service_that_does_not_answer_has_no_health() -> None:
    assert await breaking.health_of("http://127.0.0.1:9") == ""


async def test_a_job_is_put_aside(tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []

    class Connection:
        async def execute(self, *statement: str) -> None:
            said.append((statement[0].strip().splitlines()[0], statement[1]))

        async def __aenter__(self) -> "Connection":
            return self

        async def __aexit__(self, *_: object) -> None:
            pass

    await breaking.put_aside(SimpleNamespace(connection=Connection), SimpleNamespace(job_id="one"))
    assert said == [("UPDATE upload_pipeline.upload_jobs", "one")]
