"""What a service can be short of: each limit is real, bites, and is gone after healing, also by a later run."""

import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

import psutil
import pytest

from keywords.basics.errors import Gone, TestBedError
from keywords.basics.waiting import eventually
from keywords.experiments.failures.outage import away
from keywords.faults import disks, scarcity
from keywords.faults.fault import Fault, struck
from keywords.faults.throttle import PERIOD_SECONDS
from keywords.figures.outage_record import TOUCHED, bitten

# Says what became of a wish each time that it is asked for one.
WISHES = """
import sys
kept = []
def memory():
    kept.append(bytearray(32 << 20))
def handles():
    kept.append(open("/dev/null"))
for wish in sys.stdin:
    try:
        {"memory": memory, "handles": handles}[wish.strip()]()
        print("had", flush=True)
    except (MemoryError, OSError) as error:
        print(type(error).__name__, flush=True)
"""
BUSY = "while True: pass"


class Here:
    """A backend whose one service is these processes and this folder."""

    def __init__(self, *processes: psutil.Process, data: Path | None = None, stack: str = "some") -> None:
        self.processes, self.folder, self.stack = processes, data, stack
        self.deeds: list[str] = []
        self.gone = False

    def members(self, _target: str) -> list[psutil.Process]:
        return list(self.processes)

    def data(self, _service: str) -> Path:
        if self.gone or self.folder is None:
            raise Gone("it is not running")
        return self.folder

    def secret(self, name: str) -> str:
        raise Gone(name)

    def stop(self, target: str) -> None:
        self.deeds.append(f"stop {target}")

    def start(self, target: str) -> None:
        self.deeds.append(f"start {target}")

    def resume(self, _target: str) -> None:
        for process in self.processes:
            process.resume()

    def where(self) -> dict[str, Any]:
        return {"stack": self.stack, "home": None}


def backend(here: Here) -> Backend:
    return cast(Backend, here)


Started = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Started]:
    with ExitStack() as ending:

        def started(program: str) -> "subprocess.Popen[str]":
            words = [sys.executable, "-c", program]
            process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            ending.callback(process.communicate)
            ending.callback(process.kill)
            return process

        yield started


def wish(process: "subprocess.Popen[str]", what: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{what}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


@pytest.mark.parametrize(("kind", "refusal"), [("memory", "MemoryError"), ("handles", "OSError")])
def test_a_process_gets_no_more_than_it_has_until_it_is_healed(start: Started, kind: str, refusal: str) -> None:
    wishing = start(WISHES)
    assert wish(wishing, kind) == "had"
    here, fault = Here(psutil.Process(wishing.pid)), Fault(kind, "worker")
    fault.strike(backend(here))
    assert wish(wishing, kind) == refusal
    fault.heal(backend(Here(psutil.Process(wishing.pid))))  # a later run knows no more than the ledger does
    assert wish(wishing, kind) == "had"


@pytest.mark.parametrize(("kind", "limit"), [("memory", resource.RLIMIT_DATA), ("handles", resource.RLIMIT_NOFILE)])
def test_healing_gives_what_its_parent_has_and_leaves_the_last_limit_alone(
    start: Started, kind: str, limit: int
) -> None:
    process = psutil.Process(start(WISHES).pid)
    before = process.rlimit(limit)
    here, fault = Here(process), Fault(kind, "worker")
    fault.heal(backend(here))
    assert process.rlimit(limit) == before, "healing what is not broken changes nothing"
    fault.strike(backend(here))
    assert process.rlimit(limit)[1] == before[1]
    fault.heal(backend(here))
    assert process.rlimit(limit) == before


def test_some_may_be_left(start: Started) -> None:
    wishing = start(WISHES)
    assert wish(wishing, "handles") == "had"
    Fault("handles", "worker", {"spare": 2}).strike(backend(Here(psutil.Process(wishing.pid))))
    assert [wish(wishing, "handles") for _ in range(3)] == ["had", "had", "OSError"]


def used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def share_of(process: psutil.Process) -> float:
    """The part of the time that it works, over some periods; who throttles it may itself have to wait for a while."""
    before, began = used(process), time.monotonic()
    eventually(lambda: time.monotonic() - began, lambda seconds: seconds > 10 * PERIOD_SECONDS, "some periods")
    return (used(process) - before) / (time.monotonic() - began)


def test_a_throttled_process_has_its_share_and_goes_on_when_it_is_healed(start: Started) -> None:
    process = psutil.Process(start(BUSY).pid)
    here, fault = Here(process), Fault("processor", "worker", {"share": 0.1})
    fault.strike(backend(here))
    try:
        eventually(lambda: struck(backend(here), fault), lambda count: count >= 3, "it to be cut short")
        eventually(lambda: share_of(process), lambda share: share < 0.6, "it to have no more than its share")
    finally:
        fault.heal(backend(here))
    assert struck(backend(here), fault) == 0
    before = used(process)
    eventually(lambda: used(process) - before, lambda seconds: seconds > 0.2, "it to go on")
    fault.heal(backend(here))


def test_a_throttle_ends_with_whoever_started_it_and_lets_all_go_on(start: Started) -> None:
    process = psutil.Process(start(BUSY).pid)
    holder = start(
        "import psutil, sys, time\n"
        "from keywords.faults.scarce import Throttled\n"
        f"throttled = Throttled(0.05, [psutil.Process({process.pid})])\n"
        "print('at work', flush=True)\n"
        "time.sleep(600)\n"
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "at work"
    throttle = psutil.Process(holder.pid).children()[0]
    holder.kill()
    holder.wait()
    eventually(throttle.is_running, lambda running: not running, "the throttle to end")
    before = used(process)
    eventually(lambda: used(process) - before, lambda seconds: seconds > 0.2, "the process to go on")


def test_the_processes_of_others_cannot_be_made_short_of_anything() -> None:
    somewhere = cast(Backend, Remote({"worker": "http://127.0.0.1:1"}))
    for kind in ("memory", "handles"):
        with pytest.raises(TestBedError, match="not known to run on this machine"):
            Fault(kind, "worker").strike(somewhere)
        Fault(kind, "worker").heal(somewhere)


def test_a_limit_that_a_system_does_not_know_is_the_test_bed_s_trouble() -> None:
    with pytest.raises(TestBedError, match=r"sets no RLIMIT_NOTHING"):
        scarcity.resource("RLIMIT_NOTHING")


# Disks


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Here]:
    """A service with something in its folder; skipped where no disk can be had."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "old").write_text("was there")
    here = Here(data=folder, stack=f"test-{os.getpid()}")
    try:
        Fault("disk", "storage", {"spare_mib": 1}).strike(backend(here))
    except TestBedError as error:
        Fault("disk", "storage").heal(backend(here))
        assert (folder / "old").read_text() == "was there"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no small disk can be had: {error}")
    try:
        yield here
    finally:
        here.gone = False
        Fault("disk", "storage").heal(backend(here))
    assert not disks.mounted(disks.disk_name(backend(here), "storage"))


def write_until_refused(folder: Path) -> OSError:
    with pytest.raises(OSError) as refused, (folder / "new").open("wb") as file:  # noqa: PT011, PT012 (any; until)
        for _ in range(64):
            file.write(bytes(1 << 16))
            file.flush()
    return refused.value


def test_data_move_to_a_small_disk_and_back_with_what_has_come_since(kept: Here) -> None:
    assert kept.folder is not None
    assert kept.deeds == ["stop storage", "start storage"]
    assert kept.folder.is_mount()
    assert (kept.folder / "old").read_text() == "was there"
    (kept.folder / "new").write_text("came since")
    (kept.folder / "old").unlink()
    Fault("disk", "storage").heal(backend(kept))
    assert not kept.folder.is_mount()
    assert [(path.name, path.read_text()) for path in kept.folder.iterdir()] == [("new", "came since")]
    assert kept.folder.stat().st_mode & 0o777 == 0o700
    assert list(kept.folder.parent.iterdir()) == [kept.folder]
    deeds = len(kept.deeds)
    Fault("disk", "storage").heal(backend(kept))
    assert len(kept.deeds) == deeds, "nothing is stopped when there is nothing to heal"


def test_a_full_disk_takes_nothing_until_there_is_room_again(kept: Here) -> None:
    assert kept.folder is not None
    full = Fault("room", "storage")
    full.strike(backend(kept))
    assert write_until_refused(kept.folder).errno == 28
    full.heal(backend(kept))
    (kept.folder / "new").write_bytes(bytes(1 << 18))
    assert kept.deeds[-1] == "start storage"


def test_a_disk_whose_stack_is_gone_is_given_up(kept: Here) -> None:
    assert kept.folder is not None
    kept.gone = True
    Fault("room", "storage").heal(backend(kept))
    Fault("disk", "storage").heal(backend(kept))
    assert not kept.folder.exists()
    assert not disks.aside(kept.folder).exists()


def test_a_disk_that_is_others_too_is_never_filled(tmp_path: Path) -> None:
    here = Here(data=tmp_path, stack="no small disk")
    with pytest.raises(TestBedError, match="others' disks are not filled"):
        Fault("room", "storage").strike(backend(here))
    assert list(tmp_path.iterdir()) == []


def test_what_shows_that_it_bit_and_who_is_away_while_it_does() -> None:
    throttled = Fault("processor", "worker", {"share": 0.1})
    assert not bitten(throttled, Counter({TOUCHED: 1, "retry internal_error": 9}))
    assert bitten(throttled, Counter({TOUCHED: 2}))
    assert bitten(Fault("memory", "worker"), Counter({"error worker_out_of_memory": 1}))
    assert not bitten(Fault("handles", "api"), Counter())
    assert bitten(Fault("handles", "api"), Counter({"api not reached": 2}))
    assert [away(Fault(kind, "postgres")) for kind in ("disk", "room", "connections")] == [False, True, True]
