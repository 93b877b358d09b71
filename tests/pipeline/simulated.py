"""Starts the simulated providers as the services that they are, for the tests of them."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil
from fpdf import FPDF

KEY = "key-of-the-tests"
SECRET = "secret-of-the-tests"
T = TypeVar("T")


def wait_for(condition: Callable[[], T], seconds: float = 10, what: str = "the condition") -> T:
    """The first true value of a condition; fails with what was seen last."""
    deadline = time.monotonic() + seconds
    while not (seen := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}; last seen: {seen!r}"
        time.sleep(0.02)
    return seen


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Service:
    """One simulator in a process of its own."""

    def __init__(self, module: str, data_dir: Path, path: str = "") -> None:
        self.root = f"http://127.0.0.1:{free_port()}"
        self.url = self.root + path
        self._module = module
        self._log = data_dir / f"{module}.log"
        self._environment = {
            **os.environ,
            "PIPELINE_DATA_DIR": str(data_dir),
            f"PIPELINE_{module.upper()}_URL": self.url,
            f"PIPELINE_{module.upper()}_API_KEY": KEY,
            "PIPELINE_WEBHOOK_SECRET": SECRET,
        }

    def start(self) -> None:
        code = f"from pipeline.simulators.{self._module} import main; main()"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code], env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )
        wait_for(self._healthy, 20, f"{self._module} to be healthy")

    def _healthy(self) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            return httpx.get(self.root + "/health").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(15)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(5)

    def log(self) -> str:
        return self._log.read_text()

    def rss(self) -> int:
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def cpu_seconds(self) -> float:
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {KEY}", **options.pop("headers", {})}
        return httpx.request(method, self.root + path, headers=headers, timeout=10, **options)

    def weather(self, **weather: Any) -> httpx.Response:
        return self.call("PUT", "/control/weather", json=weather)

    def reset(self) -> None:
        self.call("POST", "/control/reset").raise_for_status()


@contextmanager
def running(module: str, data_dir: Path, path: str = "") -> Iterator[Service]:
    service = Service(module, data_dir, path)
    try:
        service.start()
        yield service
    finally:
        service.stop()


@dataclass
class Delivery:
    """One request that the listener received."""

    at: float
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """A web server that takes webhooks and gives out files."""

    url: str = ""
    deliveries: list[Delivery] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # statuses for the next webhooks; then 200
    files: dict[str, Path] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.deliveries.append(Delivery(time.time(), dict(self.headers), body))
            self.send_response(listener.answers.pop(0) if listener.answers else 200)
            self.end_headers()

        def do_GET(self) -> None:
            listener.requested.append(self.path)
            path = listener.files.get(self.path)
            self.send_response(200 if path else 404)
            self.send_header("Content-Length", str(path.stat().st_size if path else 0))
            self.end_headers()
            if path:
                with path.open("rb") as file:
                    while block := file.read(1 << 20):
                        self.wfile.write(block)

        def log_message(self, *_: object) -> None:
            """The tests look at what was received instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def pdf(*pages: str) -> bytes:
    """A PDF of plain pages; blank lines begin paragraphs, `# ` begins a heading."""
    document = FPDF()
    for page in pages:
        document.add_page()
        for block in filter(None, page.split("\n\n")):
            document.set_font("helvetica", size=18 if block.startswith("# ") else 11)
            document.multi_cell(0, 6, block.removeprefix("# "), new_x="LMARGIN", new_y="NEXT")
            document.ln(4)
    return bytes(document.output())
