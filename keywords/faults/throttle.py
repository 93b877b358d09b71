"""Lets processes have only a share of the processor's time, by stopping and continuing them many times a second.

`python -m keywords.faults.throttle SHARE PID...`: a program of its own, because it has to keep time while we do
other things. It answers each line on its standard input with how often a process was stopped that had work to do. When
that input ends, all go on and it ends: it never outlives who started it.
"""

import select
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

import psutil

PERIOD_SECONDS = 0.1


def throttle(share: float, processes: Sequence[psutil.Process]) -> None:
    cut = 0
    try:
        while True:
            for seconds, act in ((PERIOD_SECONDS * share, stop), (PERIOD_SECONDS * (1 - share), go_on)):
                until = time.monotonic() + seconds
                while select.select([sys.stdin], [], [], max(0.0, until - time.monotonic()))[0]:
                    if not sys.stdin.readline():
                        return
                    sys.stdout.write(f"{cut}\n")
                    sys.stdout.flush()
                cut += sum(act(process) for process in processes)
    finally:
        for process in processes:
            go_on(process)


def stop(process: psutil.Process) -> bool:
    """Whether it had work to do."""
    with suppress(psutil.NoSuchProcess):
        busy = process.status() == psutil.STATUS_RUNNING
        process.suspend()
        return bool(busy)
    return False


def go_on(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        process.resume()
    return False


def main(share: str, *pids: str) -> None:
    """Those that have ended since they were named have no part in it."""
    processes = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            processes.append(psutil.Process(int(pid)))
    throttle(float(share), processes)


if __name__ == "__main__":
    main(*sys.argv[1:])
