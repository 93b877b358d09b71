"""The simulated providers, each started as a service of its own, and a web server for their webhooks."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from fpdf import FPDF

from tests.pipeline.service_process import ServiceProcess, free_port

KEY = "key-of-the-tests"
SECRET = "secret-of-the-tests"


class Simulator(ServiceProcess):
    """One simulated provider."""

    def __init__(self, module: str, data_dir: Path, path: str = "") -> None:
        root = f"http://127.0.0.1:{free_port()}"
        self.url = root + path
        settings = {"data_dir": str(data_dir), f"{module}_url": self.url, f"{module}_api_key": KEY}
        super().__init__(f"simulators.{module}", root, data_dir / f"{module}.log", webhook_secret=SECRET, **settings)

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {KEY}", **options.pop("headers", {})}
        return httpx.request(method, self.root + path, headers=headers, timeout=30, **options)

    def weather(self, **weather: Any) -> httpx.Response:
        return self.call("PUT", "/control/weather", json=weather)

    def reset(self) -> None:
        self.call("POST", "/control/reset").raise_for_status()


@dataclass
class Delivery:
    """One request that the listener received."""

    at: float
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """A web server that accepts webhooks and serves files."""

    url: str = ""
    deliveries: list[Delivery] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # statuses for the next webhooks, then 200
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
            """Log nothing: the tests read what was received."""

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
    """A PDF of plain pages; a blank line starts a paragraph, `# ` a heading."""
    document = FPDF()
    for page in pages:
        document.add_page()
        for block in filter(None, page.split("\n\n")):
            document.set_font("helvetica", size=18 if block.startswith("# ") else 11)
            document.multi_cell(0, 6, block.removeprefix("# "), new_x="LMARGIN", new_y="NEXT")
            document.ln(4)
    return bytes(document.output())
