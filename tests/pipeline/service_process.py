"""One service of the pipeline in its own process, without a stack around it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import psutil

from pipeline.stack.ports import pick
from tests.pipeline.people import eventually


def free_port() -> int:
    """A port that the system gives to no outgoing connection, so it stays free until the service (re)starts."""
    return pick(["service"], "127.0.0.1", {})["service"]


class ServiceProcess:
    """Runs a module's main function; restarts append to its log."""

    def __init__(self, module: str, root: str, log: Path, **settings: str) -> None:
        self.root = root
        self._module = module
        self._log = log
        self._environment = os.environ | {f"PIPELINE_{key.upper()}": value for key, value in settings.items()}

    def start(self) -> None:
        code = f"from pipeline.{self._module} import main; main()"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code], env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )
        eventually(self._healthy, bool, f"{self._module} to be healthy")

    def _healthy(self) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            return httpx.get(self.root + "/health").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)

    def log(self) -> str:
        return self._log.read_text()

    @property
    def pid(self) -> int:
        return self.process.pid

    def rss(self) -> int:
        return int(psutil.Process(self.pid).memory_info().rss)


S = TypeVar("S", bound=ServiceProcess)


@contextmanager
def running(service: S) -> Iterator[S]:
    try:
        service.start()
        yield service
    finally:
        service.stop()
