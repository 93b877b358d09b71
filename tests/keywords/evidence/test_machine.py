"""What others used of the machine while a record was made: by real processes, ours and others'."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from keywords.basics.waiting import eventually
from keywords.evidence.machine import MARK, Reading, Watch
from keywords.evidence.model import BUSY
from tests.keywords.evidence.machines import machine

SPIN = "import time; end = time.monotonic() + 60\nwhile time.monotonic() < end: pass"
DETACHED = f"""
import subprocess, sys
spin = [sys.executable, "-c", {SPIN!r}]
print(subprocess.Popen(spin, start_new_session=True, stdout=-3, stderr=-3).pid)  # -3: to nowhere
"""
ENOUGH = 0.4  # seconds of processor time that a process uses before a test looks


@contextmanager
def spinning(*, ours: bool, detached: bool = False) -> Iterator[psutil.Process]:
    """A process that uses as much as it gets; detached from whatever started it, as a stack is."""
    kept = {**os.environ} if ours else {key: value for key, value in os.environ.items() if key != MARK}
    if detached:
        said = subprocess.run([sys.executable, "-c", DETACHED], env=kept, capture_output=True, check=True, text=True)
        process = psutil.Process(int(said.stdout))
    else:
        process = psutil.Process(subprocess.Popen([sys.executable, "-c", SPIN], env=kept).pid)
    try:
        yield process
    finally:
        process.kill()
        if not detached:
            process.wait()


def seconds_of(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def others_while(process: psutil.Process, watch: Watch) -> tuple[float, float]:
    """The processor time of others that the watch saw while the process worked, and the time of the process."""
    first, before = watch._read(), seconds_of(process)
    eventually(lambda: seconds_of(process) - before, lambda used: used >= ENOUGH, "the process to work")
    used, last = seconds_of(process) - before, watch._read()
    return (last.used - first.used) - (last.own - first.own), used


def test_a_process_that_the_run_did_not_start_counts_as_others() -> None:
    with spinning(ours=False, detached=True) as stranger:
        others, used = others_while(stranger, Watch())
    assert others >= 0.8 * used


@pytest.mark.parametrize("detached", [False, True])
def test_what_the_run_started_is_its_own_even_if_it_outlives_the_command_that_started_it(detached: bool) -> None:
    watch = Watch()
    with spinning(ours=True, detached=detached) as ours:
        first, before = watch._read(), seconds_of(ours)
        eventually(lambda: seconds_of(ours) - before, lambda used: used >= ENOUGH, "the process to work")
        last = watch._read()
    assert last.own - first.own >= 0.8 * ENOUGH


def test_the_processes_of_a_pipeline_that_somebody_else_started_are_no_others() -> None:
    with spinning(ours=False, detached=True) as theirs:
        watch = Watch(lambda: [theirs])
        first, before = watch._read(), seconds_of(theirs)
        eventually(lambda: seconds_of(theirs) - before, lambda used: used >= ENOUGH, "the process to work")
        last = watch._read()
    assert last.own - first.own >= 0.8 * ENOUGH


def test_own_processor_time_never_falls_when_a_process_ends() -> None:
    watch = Watch()
    with spinning(ours=True, detached=True) as ours:
        eventually(lambda: seconds_of(ours), lambda used: used >= ENOUGH, "the process to work")
        before = watch._read().own
    assert watch._read().own >= before


def test_a_record_holds_the_machine_and_the_watch_rests_afterwards() -> None:
    watch = Watch()
    outer, inner = watch.begin(), watch.begin()
    for began in (inner, outer):
        state = watch.end(began)
        assert state.others is not None
        assert 0 <= state.others <= 100
        assert state.free > 0
    eventually(lambda: watch._recorded, lambda number: number == 0, "the watch to rest")


def test_others_are_unknown_where_the_pipeline_cannot_be_told_from_them() -> None:
    watch = Watch(lambda: None)
    state = watch.end(watch.begin())
    assert state.others is None
    assert not state.busy
    assert "cannot be told" in str(state)


def test_the_state_follows_from_two_readings_and_those_between() -> None:
    first = Reading(at=0, total=100, used=50, steal=1, own=20, load=1, free=900)
    low = Reading(at=5, total=110, used=55, steal=1, own=22, load=4, free=300)
    last = Reading(at=10, total=120, used=66, steal=3, own=26, load=2, free=800)
    state = first.until(last, [low], told=True)
    assert (state.others, state.steal, state.load, state.free) == (50, 10, 4, 300)


def test_it_is_busy_if_others_and_other_machines_use_more_than_a_share() -> None:
    assert not machine(BUSY).busy
    assert machine(BUSY + 1).busy
    assert machine(BUSY - 1, steal=2).busy
    assert not machine(None).busy


def readers() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "machine"}


def test_one_thread_reads_however_often_records_begin_and_end() -> None:
    others, watch = readers(), Watch()
    for _ in range(20):
        watch.end(watch.begin())
    began = watch.begin()
    eventually(lambda: readers() - others, lambda found: len(found) == 1, "one thread that reads")
    watch.end(began)
    eventually(lambda: readers() - others, lambda found: not found, "no thread that reads")
