"""Cold start: `python -m pipeline up --detach` with no folder at all, until the command returns: the cluster is made,
the schema applied, every process ready. Warm start: the same with the data that is there. Idle: after the last start
nothing is asked of the stack; memory is the sum of the proportional set sizes (PSS) of the supervisor and all
processes under it, PostgreSQL's backends too, and CPU is all the time that they used over a minute, as percent of one
core."""

import os
import time

import psutil

from tests.bench.figures import Measured
from tests.bench.stacks import processes
from tests.pipeline.conftest import HOME, pipeline

IDLE_SECONDS = 60.0
SETTLING_SECONDS = 5.0


def measure(quick: bool) -> Measured:
    name, runs = f"test-{os.getpid()}-bench-starts", 1 if quick else 5
    measured = Measured()
    try:
        cold, warm = [], []
        for _ in range(runs):
            pipeline("down", "--purge", "--name", name)
            cold.append(_start(name))
            pipeline("down", "--name", name)
            warm.append(_start(name))
        measured.add("cold start", "s", cold, "<= 6 s")
        measured.add("warm start", "s", warm, "<= 3 s")
        memory, cpu = _idle(name, 5.0 if quick else IDLE_SECONDS)
        measured.add("memory when idle", "MB", memory, "<= 700 MB")
        measured.add("CPU when idle, of one core", "%", cpu, "<= 3 %")
    finally:
        pipeline("down", "--purge", "--name", name)
    return measured


def _start(name: str) -> float:
    began = time.perf_counter()
    done = pipeline("up", "--detach", "--ports", "free", "--name", name)
    assert done.returncode == 0, done.stdout + done.stderr
    return time.perf_counter() - began


def _idle(name: str, seconds: float) -> tuple[list[float], list[float]]:
    """Three looks at the memory and the CPU over the whole time, in three parts."""
    time.sleep(SETTLING_SECONDS)  # what is loaded in the background after a start is not idleness
    memory, cpu = [], []
    for _ in range(3):
        before = {p.pid: _cpu_seconds(p) for p in processes(HOME / name)}
        began = time.perf_counter()
        time.sleep(seconds / 3)
        after = processes(HOME / name)
        used = sum(_cpu_seconds(p) - before.get(p.pid, 0.0) for p in after)
        cpu.append(used / (time.perf_counter() - began) * 100)
        memory.append(sum(_proportional_bytes(p) for p in after) / 1e6)
    return memory, cpu


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _proportional_bytes(process: psutil.Process) -> int:
    found = process.memory_full_info()
    return int(getattr(found, "pss", found.uss))  # only Linux shares out what is shared
