"""Paperwork as a separate process, in the database of the shared stack, and its environment file."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from keywords.safety import ledger
from tests.pipeline.conftest import Stack
from tests.suite.child import Ended

FILE = Path(__file__).parent / "paperwork.yaml"
KEY = "a key that only tests sign tokens with, of sixty-four characters and more"
SECONDS = 900


@dataclass(frozen=True)
class Paperwork:
    """A running instance."""

    address: str
    variables: dict[str, str]

    def environment(self, folder: Path, **changes: Any) -> Path:
        """Write the environment file with this instance's address."""
        content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        content["start"]["addresses"]["api"] = self.address
        path = folder / "paperwork.yaml"
        path.write_text(yaml.safe_dump({**content, **changes}), encoding="utf-8")
        return path

    def judged(self, folder: Path, *words: str) -> Ended:
        """Run the suite against it, in a separate process."""
        results = folder / "results"
        options = ["--environment", str(self.environment(folder)), "--results", str(results)]
        done = subprocess.run(
            [sys.executable, "-m", "keywords.commands.countersign", "run", *options, "--", *words],
            env={**os.environ, **self.variables, ledger.VARIABLE: str(folder)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Ended(done.returncode, done.stdout + done.stderr, results)


@contextmanager
def started(database: str, *faults: str) -> Iterator[Paperwork]:
    variables = {"PAPERWORK_DATABASE": database, "PAPERWORK_KEY": KEY}
    chosen = [word for fault in faults for word in ("--fault", fault)]
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.foreign.paperwork", *chosen],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        address = child.stdout.readline().strip()
        assert address, f"Paperwork ended with {child.wait()}"
        yield Paperwork(address, variables)
    finally:
        child.terminate()
        child.wait(60)


@pytest.fixture(scope="session")
def paperwork(stack: Stack) -> Iterator[Paperwork]:
    """An instance without a fault."""
    with started(stack.database) as running:
        yield running
