"""Weather where Countersign can change nothing else: it ends with its block, and the next run clears what is left."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from keywords.basics.errors import Absent, Inconclusive
from keywords.cleaning import cleaner
from keywords.faults.fault import UNLIMITED, Fault, touched, weather_of
from keywords.faults.injecting import injected
from keywords.safety.ledger import OwnLedger
from keywords.world import World
from tests.keywords.stacks.fake import FakeStack, world_on

FAIR: dict[str, float] = {"error_rate": 0}
ERRORS = Fault("weather", "openai", {"error_rate": 1})


class Sky(BaseHTTPRequestHandler):
    """The weather of a simulator."""

    weather = FAIR

    def do_GET(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        Sky.weather = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer()

    def do_DELETE(self) -> None:
        Sky.weather = FAIR
        self._answer()

    def _answer(self) -> None:
        body = json.dumps(Sky.weather).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    Sky.weather = FAIR
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sky)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def elsewhere(url: str, *allowed: str, absent: tuple[str, ...] = ()) -> World:
    """The world of an environment that someone else has started."""
    stack = FakeStack(addresses={"openai": url, "postgres": "postgresql://somewhere"})
    return world_on(stack, allowed, name="docker", absent=list(absent))


@pytest.fixture
def here(url: str) -> World:
    return elsewhere(url, "weather openai", "stop openai").weather_only()


def test_weather_lasts_as_long_as_its_block(here: World) -> None:
    with injected(here, ERRORS):
        assert weather_of(here.stack, "openai") == {"error_rate": 1, "times": UNLIMITED}
        assert touched(here.stack, ERRORS) == 0
        assert [entry.kind for entry in here.ledger.open] == ["fault"]
    assert weather_of(here.stack, "openai") == FAIR
    assert here.ledger.open == []


def test_every_request_that_the_weather_has_touched_is_counted(here: World) -> None:
    with injected(here, ERRORS):
        Sky.weather = {"error_rate": 1, "times": UNLIMITED - 3}
        assert touched(here.stack, ERRORS) == 3


def test_weather_ends_even_if_its_block_fails(here: World) -> None:
    with pytest.raises(AssertionError), injected(here, ERRORS):
        raise AssertionError
    assert weather_of(here.stack, "openai") == FAIR
    assert here.ledger.open == []


def test_the_next_run_clears_the_weather_of_a_killed_one(here: World) -> None:
    left = OwnLedger()
    left.note("fault", "docker", {**ERRORS.data(), "where": here.stack.where()})
    Sky.weather = {"error_rate": 1}
    cleaned = cleaner.Cleaned()
    cleaner.undo_all(left.opened(), cleaned)
    assert (cleaned.undone, cleaned.sentences, weather_of(here.stack, "openai")) == (1, [], FAIR)


def test_a_person_learns_where_to_clear_the_weather(here: World, url: str) -> None:
    said = cleaner.KINDS["fault"].by_hand({**ERRORS.data(), "where": here.stack.where()})
    assert said == f"DELETE /control/weather of openai at {url}"


def test_the_ledger_holds_no_addresses_but_those_of_the_simulators(here: World, url: str) -> None:
    assert here.stack.where() == {"addresses": {"openai": url}}


def test_the_environment_must_allow_the_weather_and_have_simulators(url: str) -> None:
    with (
        pytest.raises(Inconclusive, match="does not allow 'weather openai'"),
        injected(elsewhere(url).weather_only(), ERRORS),
    ):
        pass
    with pytest.raises(Absent, match="has no simulators"):
        elsewhere(url, absent=("simulators",)).weather_only()
    assert Sky.weather == FAIR


def test_nothing_but_the_weather_can_be_broken_there(here: World) -> None:
    with (
        pytest.raises(Inconclusive, match="only the address of openai is known"),
        injected(here, Fault("stop", "openai")),
    ):
        pass
    assert here.ledger.open == []
