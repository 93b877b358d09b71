"""A neighbour that keeps every core busy: `python -m keywords.proof.neighbour SECONDS PARENT` is one of its processes.

Each process ends by itself: when its time is up, or when the process that started it has ended.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

LOOK = 0.5  # seconds between two looks at the clock


@contextmanager
def at_work(seconds: float, cores: int | None = None) -> Iterator[list[int]]:
    """Keep this many cores busy during the block, for at most so long. Yields the ids of the processes."""
    command = [sys.executable, "-m", "keywords.proof.neighbour", str(seconds), str(psutil.Process().pid)]
    started = [subprocess.Popen(command) for _ in range(cores or psutil.cpu_count() or 1)]  # noqa: S603 (ourselves)
    try:
        yield [process.pid for process in started]
    finally:
        for process in started:
            process.terminate()
            process.wait()


def work(seconds: float, parent: psutil.Process) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and parent.is_running():
        look = time.monotonic() + LOOK
        while time.monotonic() < look:
            pass


if __name__ == "__main__":
    try:
        work(float(sys.argv[1]), psutil.Process(int(sys.argv[2])))
    except psutil.NoSuchProcess:
        sys.exit("the process that started this neighbour has ended")
