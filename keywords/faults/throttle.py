"""Leaves processes only a share of their time, by stopping and continuing them many times a second.

`python -m keywords.faults.throttle SHARE PID...` is a program of its own, because it must keep time while the suite is
busy with other things. It answers each line on its standard input with the number of times that it stopped a busy
process. When that input ends, it continues all processes and ends, so it never outlives the process that started it.
"""

import select
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

import psutil

PERIOD_SECONDS = 0.1


def throttle(share: float, processes: Sequence[psutil.Process]) -> None:
    interruptions = 0
    try:
        while True:
            for seconds, act in ((PERIOD_SECONDS * share, suspend), (PERIOD_SECONDS * (1 - share), resume)):
                until = time.monotonic() + seconds
                while select.select([sys.stdin], [], [], max(0.0, until - time.monotonic()))[0]:
                    if not sys.stdin.readline():
                        return
                    sys.stdout.write(f"{interruptions}\n")
                    sys.stdout.flush()
                interruptions += sum(act(process) for process in processes)
    finally:
        for process in processes:
            resume(process)


def suspend(process: psutil.Process) -> bool:
    """Stop a process; returns whether it was busy."""
    with suppress(psutil.NoSuchProcess):
        busy = process.status() == psutil.STATUS_RUNNING
        process.suspend()
        return bool(busy)
    return False


def resume(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        process.resume()
    return False


def main(share: str, *pids: str) -> None:
    """Throttle these processes, except those that have already ended."""
    processes = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            processes.append(psutil.Process(int(pid)))
    throttle(float(share), processes)


if __name__ == "__main__":
    main(*sys.argv[1:])
