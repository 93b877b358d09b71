"""Processes that a supervisor starts again."""

import subprocess
import sys
import time

import psutil
import pytest

from keywords.basics.errors import TestBedError
from keywords.faults import respawns
from keywords.faults.respawns import Respawns, start_time
from tests.keywords.stacks.fake import FakeStack


def test_the_start_of_a_process_is_known_to_a_fraction_of_a_second() -> None:
    before = time.time()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        began = start_time(psutil.Process(child.pid))
        assert before - 0.1 <= began <= time.time() + 0.1
        child.communicate(b"\n")


def test_a_killed_process_is_known_from_its_start_until_it_is_gone() -> None:
    before = time.time()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        stack = FakeStack(processes={"worker-1": psutil.Process(child.pid)})
        killed = Respawns(stack).kill("worker-1")
    assert before - 0.1 <= killed.started <= killed.killed + 0.1
    assert killed.killed <= killed.ended <= time.time()
    assert killed.lived == killed.ended - killed.started
    assert not psutil.pid_exists(child.pid)


def test_a_process_that_never_comes_is_a_fault_of_the_test_bed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(respawns, "START_SECONDS", 0.1)
    with pytest.raises(TestBedError, match="no worker-1 started"):
        Respawns(FakeStack()).kill("worker-1")
