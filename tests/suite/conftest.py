"""A bench for child runs: it needs no pipeline, only an address that answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.suite.child import Bench
from tests.tiny_api import serving


@pytest.fixture(scope="session")
def api() -> Iterator[str]:
    with serving("A child's API") as address:
        yield address


@pytest.fixture
def bench(tmp_path: Path, api: str, capfd: pytest.CaptureFixture[str]) -> Bench:
    return Bench(tmp_path, api, capfd)
