"""Scarcity: each limit is real, bites, and is gone after healing, also when a later run heals it."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psutil
import pytest

from keywords.basics.errors import TestBedError
from keywords.basics.waiting import eventually
from keywords.faults import scarcity
from keywords.faults.fault import Fault, touched
from keywords.faults.throttle import PERIOD_SECONDS
from keywords.stacks.running import Running
from tests.keywords.stacks.fake import FakeStack

# Grants each wish that it reads, and says whether it could.
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


def stack_of(process: psutil.Process) -> FakeStack:
    return FakeStack(processes={"worker-1": process})


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
def test_a_process_gets_no_more_than_it_has_until_the_fault_is_healed(start: Started, kind: str, refusal: str) -> None:
    wishing = start(WISHES)
    assert wish(wishing, kind) == "had"
    fault = Fault(kind, "worker")
    fault.strike(stack_of(psutil.Process(wishing.pid)))
    assert wish(wishing, kind) == refusal
    fault.heal(stack_of(psutil.Process(wishing.pid)))  # a later run knows no more than the ledger does
    assert wish(wishing, kind) == "had"


@pytest.mark.parametrize(("kind", "limit"), [("memory", resource.RLIMIT_DATA), ("handles", resource.RLIMIT_NOFILE)])
def test_healing_restores_the_limit_of_the_parent_and_leaves_the_hard_limit_alone(
    start: Started, kind: str, limit: int
) -> None:
    process = psutil.Process(start(WISHES).pid)
    before = process.rlimit(limit)
    stack, fault = stack_of(process), Fault(kind, "worker")
    fault.heal(stack)
    assert process.rlimit(limit) == before, "healing changes nothing if nothing is broken"
    fault.strike(stack)
    assert process.rlimit(limit)[1] == before[1]
    fault.heal(stack)
    assert process.rlimit(limit) == before


def test_a_fault_may_leave_a_process_some_handles(start: Started) -> None:
    wishing = start(WISHES)
    assert wish(wishing, "handles") == "had"
    Fault("handles", "worker", {"spare": 2}).strike(stack_of(psutil.Process(wishing.pid)))
    assert [wish(wishing, "handles") for _ in range(3)] == ["had", "had", "OSError"]


def used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def share_of(process: psutil.Process) -> float:
    """Its share of the time, over several periods: the throttle itself may have to wait for a while."""
    before, began = used(process), time.monotonic()
    eventually(lambda: time.monotonic() - began, lambda seconds: seconds > 10 * PERIOD_SECONDS, "several periods")
    return (used(process) - before) / (time.monotonic() - began)


def test_a_throttled_process_has_only_its_share_until_the_fault_is_healed(start: Started) -> None:
    process = psutil.Process(start(BUSY).pid)
    stack, fault = stack_of(process), Fault("processor", "worker", {"share": 0.1})
    fault.strike(stack)
    try:
        eventually(lambda: touched(stack, fault), lambda count: count >= 3, "it to be cut short")
        eventually(lambda: share_of(process), lambda share: share < 0.6, "it to have no more than its share")
    finally:
        fault.heal(stack)
    assert touched(stack, fault) == 0
    before = used(process)
    eventually(lambda: used(process) - before, lambda seconds: seconds > 0.2, "it to go on")
    fault.heal(stack)


def test_a_throttle_ends_with_the_process_that_started_it_and_frees_its_victims(start: Started) -> None:
    process = psutil.Process(start(BUSY).pid)
    holder = start(
        "import psutil, sys, time\n"
        "from keywords.faults.scarcity import Throttle\n"
        f"throttle = Throttle(0.05, [psutil.Process({process.pid})])\n"
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


@pytest.mark.parametrize("kind", ["memory", "handles"])
def test_no_limit_is_set_to_processes_that_someone_else_runs(kind: str) -> None:
    somewhere = Running("docker", {"worker": "http://127.0.0.1:1"})
    with pytest.raises(TestBedError, match="only the address of worker is known"):
        Fault(kind, "worker").strike(somewhere)
    Fault(kind, "worker").heal(somewhere)


def test_a_limit_that_the_system_does_not_know_is_a_fault_of_the_test_bed() -> None:
    with pytest.raises(TestBedError, match=r"sets no RLIMIT_NOTHING"):
        scarcity.resource("RLIMIT_NOTHING")
