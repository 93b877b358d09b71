"""Weather where nothing else can be changed: over when its block ends, however it ends, and cleared by the next run."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from keywords import environments
from keywords.basics.errors import Absent, Inconclusive
from keywords.cleaning import cleaner
from keywords.faults.fault import UNLIMITED, Fault, struck, weather_of
from keywords.faults.injecting import injected
from keywords.safety import ledger
from keywords.safety.guard import Guard
from keywords.world import World

FAIR: dict[str, float] = {"error_rate": 0}


class Sky(BaseHTTPRequestHandler):
    weather = FAIR

    def do_GET(self) -> None:
        self._tell()

    def do_PUT(self) -> None:
        Sky.weather = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._tell()

    def do_DELETE(self) -> None:
        Sky.weather = FAIR
        self._tell()

    def _tell(self) -> None:
        body = json.dumps(Sky.weather).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.setenv(ledger.VARIABLE, str(tmp_path))
    ledger.close_own()
    Sky.weather = FAIR
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sky)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()
    ledger.close_own()


def elsewhere(url: str, *allowed: str, absent: tuple[str, ...] = ()) -> Any:
    """The world of an environment that somebody else has started."""
    here = environments.load("embedded")
    rules = here.guard.model_copy(update={"destructive": list(allowed)})
    mine = here.model_copy(update={"name": "docker", "guard": rules, "absent": list(absent)})
    addresses = {"openai": url, "postgres": "postgresql://somewhere"}
    return cast(Any, SimpleNamespace(environment=mine, guard=Guard(mine), addresses=addresses))


@pytest.fixture
def here(url: str) -> World:
    return own_stack(elsewhere(url, "weather openai", "stop openai"))


ERRORS = Fault("weather", "openai", {"error_rate": 1})


def test_it_is_there_within_the_block_and_over_after_it(here: World) -> None:
    with injected(here, ERRORS):
        assert weather_of(here.stack, "openai") == {"error_rate": 1, "times": UNLIMITED}
        assert struck(here.stack, ERRORS) == 0
        assert [entry.kind for entry in ledger.own().page.open] == ["fault"]
    assert weather_of(here.stack, "openai") == FAIR
    assert ledger.own().page.open == []


def test_it_is_over_also_when_the_block_breaks(here: World) -> None:
    with pytest.raises(AssertionError), injected(here, ERRORS):
        raise AssertionError
    assert weather_of(here.stack, "openai") == FAIR
    assert ledger.own().page.open == []


def test_what_a_killed_run_has_left_is_cleared_by_the_next(here: World) -> None:
    ledger.own().note("fault", "docker", {**ERRORS.data(), "where": here.stack.where()})
    Sky.weather = {"error_rate": 1}
    cleaned = cleaner.Cleaned()
    cleaner.undo_all(ledger.own(), cleaned)
    assert (cleaned.undone, cleaned.sentences, weather_of(here.stack, "openai")) == (1, [], FAIR)


def test_a_person_is_told_where_to_clear_it(here: World, url: str) -> None:
    told = cleaner.KINDS["fault"].by_hand({**ERRORS.data(), "where": here.stack.where()})
    assert told == f"DELETE /control/weather of openai at {url}"


def test_the_ledger_knows_no_other_address_than_those_of_the_simulators(here: World, url: str) -> None:
    assert here.stack.where() == {"addresses": {"openai": url}}


def test_an_environment_has_to_allow_it_and_to_have_simulators(url: str) -> None:
    with (
        pytest.raises(Inconclusive, match="does not allow 'weather openai'"),
        injected(own_stack(elsewhere(url)), ERRORS),
    ):
        pass
    with pytest.raises(Absent, match="has no simulators"):
        own_stack(elsewhere(url, absent=("simulators",)))
    assert Sky.weather == FAIR


def test_nothing_else_can_be_broken_there(here: World) -> None:
    with (
        pytest.raises(Inconclusive, match="only the address of openai is known"),
        injected(here, Fault("stop", "openai")),
    ):
        pass
    assert ledger.own().page.open == []
