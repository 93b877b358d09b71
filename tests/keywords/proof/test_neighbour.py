"""The neighbour keeps the machine busy while it is wanted, and leaves no process behind."""

import subprocess
import sys
from functools import partial
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import psutil

from keywords.basics.waiting import eventually
from keywords.proof import neighbour, proving
from keywords.proof.proving import Plan
from keywords.proof.report import side_by_side
from keywords.proof.store import Outcome, Proof, Store

KILLED = """
import os
from keywords.proof import neighbour

with neighbour.at_work(60, 1) as (pid,):
    print(pid, flush=True)
    os.kill(os.getpid(), 9)
"""
A_LOT = 0.3  # seconds of processor time


def used(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def test_it_uses_a_process_a_core_and_ends_with_the_block() -> None:
    with neighbour.at_work(60, cores=2) as pids:
        assert len(pids) == 2
        for pid in pids:
            eventually(partial(used, pid), lambda seconds: seconds >= A_LOT, "the neighbour to work")
    assert not any(map(psutil.pid_exists, pids))


def test_it_ends_by_itself_when_its_time_is_up() -> None:
    with neighbour.at_work(0, cores=1) as (pid,):
        eventually(
            lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE, bool, "its end"
        )


def test_it_ends_when_the_process_that_started_it_is_killed() -> None:
    done = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True, check=False)
    pid = int(done.stdout)
    eventually(
        lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE, bool, "its end"
    )


def test_every_unbroken_run_is_made_once_more_beside_the_neighbour(tmp_path: Path) -> None:
    told, busy, beside = StringIO(), list[bool](), list[str]()

    class Neighbour:
        def __enter__(self) -> None:
            busy.append(True)

        def __exit__(self, *_: object) -> None:
            busy.pop()

    def one(name: str, *_: object) -> Proof:
        beside.extend([name] if busy else [])
        return Proof(name, Outcome.PASSED, "HOLD", seconds=150 if busy else 90, inconclusive=4 if busy else 0)

    with (
        patch.object(proving, "_prove_one", one),
        patch.object(neighbour, "at_work", lambda _seconds: Neighbour()),
    ):
        assert proving.prove(Plan([], 1, 2, beside_load=True), Store(tmp_path / "store.sqlite", "now"), told)
    assert beside == [
        "unbroken 1, beside load",
        "unbroken, whole 1, beside load",
        "unbroken, whole 2, beside load",
    ]
    assert "whole, beside load" in told.getvalue()


def test_the_report_puts_runs_without_and_with_load_side_by_side() -> None:
    proofs = {
        "unbroken, whole 1": Proof("", Outcome.PASSED, "HOLD", seconds=140.2),
        "unbroken, whole 2": Proof("", Outcome.PASSED, "HOLD", seconds=161, inconclusive=1),
        "unbroken, whole 1, beside load": Proof(
            "", Outcome.FALSE_ALARM, "NO-GO", seconds=250, failed=2, inconclusive=9
        ),
    }
    assert side_by_side(proofs, ", beside load").splitlines() == [
        "unbroken runs       number  checks failed  inconclusive  seconds",
        "whole               2       0              0 to 1        140 to 161",
        "whole, beside load  1       2              9             250",
    ]
