"""A run breaks services of a real stack and is then killed or interrupted: everything is healed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from keywords.basics.waiting import eventually
from keywords.cleaning import cleaner
from keywords.safety import ledger
from tests.pipeline.conftest import ENVIRONMENT, HOME, Stack, started

# A run that breaks three services, touches a file when it has, and waits to be ended.
RUN = """
import signal, sys
from pathlib import Path
from keywords import environments
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.safety.guard import Guard
from keywords.safety.ledger import OwnLedger
from keywords.stacks.embedded import Embedded
from keywords.world import World

stack, home, marker = sys.argv[1:]
here = environments.load("embedded")
world = World(here, Embedded(stack, home), Guard(here), OwnLedger())
broken = (Fault("weather", "openai", {"mode": "outage"}), Fault("pause", "worker-1"), Fault("stop", "storage"))
with injected(world, *broken):
    Path(marker).touch()
    signal.pause()
"""


@pytest.fixture(scope="module")
def victim() -> Iterator[Stack]:
    with started("healed", workers=1) as found:
        yield found


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(ledger.VARIABLE, str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def breaker(victim: Stack, state: Path, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    marker = tmp_path / "broken"
    child = subprocess.Popen(
        [sys.executable, "-c", RUN, victim.name, str(HOME), str(marker)],
        env={**ENVIRONMENT, ledger.VARIABLE: str(state)},
    )
    eventually(lambda: marker.exists() or child.poll() is not None, bool, "the child to break everything")
    yield child
    child.kill()
    child.wait()


def condition(victim: Stack) -> tuple[str, str, str]:
    status = victim.status()
    worker = psutil.Process(status["worker-1"]["pid"]).status()
    weather = httpx.get(f"{victim.urls['openai'].removesuffix('/v1')}/control/weather", timeout=60).json()["mode"]
    return status["storage"]["state"], "asleep" if worker == psutil.STATUS_STOPPED else "awake", weather


BROKEN, WELL = ("stopped", "asleep", "outage"), ("running", "awake", "normal")


def assert_well(victim: Stack) -> None:
    """A service that answers again may still be reported as starting."""
    eventually(lambda: condition(victim), lambda seen: seen == WELL, "all to be well")


def assert_broken(victim: Stack) -> None:
    """A process that was just paused may still be awake."""
    eventually(lambda: condition(victim), lambda seen: seen == BROKEN, "all to be broken")


def test_the_next_run_heals_what_a_killed_one_has_broken(
    victim: Stack, breaker: "subprocess.Popen[bytes]", state: Path
) -> None:
    assert_broken(victim)
    assert cleaner.sweep() == cleaner.Cleaned(), "a run that lives is left alone"
    breaker.kill()
    breaker.wait()
    assert condition(victim) == BROKEN
    assert cleaner.sweep() == cleaner.Cleaned(undone=3)
    assert_well(victim)
    assert list(state.iterdir()) == []


def test_an_interrupted_run_heals_what_it_has_broken(
    victim: Stack, breaker: "subprocess.Popen[bytes]", state: Path
) -> None:
    assert_broken(victim)
    breaker.send_signal(signal.SIGINT)
    breaker.wait(240)
    assert_well(victim)
    assert cleaner.sweep() == cleaner.Cleaned()
    assert not [path for path in state.iterdir() if ledger.read(path).open]
