"""Cold start: `python -m pipeline up --detach` without a data folder, until the command returns: it has made the
cluster, applied the schema, and every process is ready. Warm start: the same with existing data. Idle: after the last
start the stack gets no requests; memory is the sum of the proportional set sizes (PSS) of the supervisor and all
processes under it, including PostgreSQL's backends, and CPU is the time that they used over a minute, in percent of
one core."""

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
    """Memory and CPU in each third of the time."""
    time.sleep(SETTLING_SECONDS)  # let the background loading after a start finish
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
    return int(getattr(found, "pss", found.uss))  # only Linux divides shared memory among processes
