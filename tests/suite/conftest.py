"""A bench for child runs: it needs no pipeline, only an address that answers."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.suite.child import Bench


class Api(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"info": {"title": "A child's API", "version": "1"}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def api() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def bench(tmp_path: Path, api: str, capfd: pytest.CaptureFixture[str]) -> Bench:
    return Bench(tmp_path, api, capfd)
