"""Bad weather is over when its block ends, however it ends, and is in the ledger where it could outlive the run."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from keywords.safety import cleaning, ledger
from keywords.weather import bad_weather, reading

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
    yield f"http://127.0.0.1:{server.server_port}/control/weather"
    server.shutdown()
    thread.join()
    server.server_close()
    ledger.close_own()


def test_it_is_there_within_the_block_and_over_after_it(url: str) -> None:
    with bad_weather(url, "docker", outlives=True, error_rate=1) as now:
        assert now() == {"error_rate": 1}
        assert [entry.kind for entry in ledger.own().page.open] == ["weather"]
    assert reading(url) == FAIR
    assert ledger.own().page.open == []


def test_it_is_over_also_when_the_block_breaks(url: str) -> None:
    with pytest.raises(AssertionError), bad_weather(url, "embedded", outlives=False, error_rate=1):
        raise AssertionError
    assert reading(url) == FAIR
    assert ledger.own_if_begun() is None


def test_what_a_killed_run_has_left_is_cleared_by_the_next(url: str) -> None:
    ledger.own().note("weather", "docker", {"url": url})
    Sky.weather = {"error_rate": 1}
    cleaned = cleaning.Cleaned()
    cleaning.undo_all(ledger.own(), cleaned)
    assert (cleaned.undone, cleaned.sentences, reading(url)) == (1, [], FAIR)
