"""Acts on processes of a running stack, and reads their logs."""

import os
import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipeline.stack.errors import StackError
from pipeline.stack.stack import Record, Stack
from pipeline.stack.supervisor import POLL_SECONDS

START_SECONDS = 20  # for a started process to answer
KILL_SECONDS = 10
FOLLOW_SECONDS = 0.2


def chosen(record: Record, given: list[str]) -> list[str]:
    """The processes with these names, and those of the services with these names."""
    known = record.processes
    for name in given:
        if name not in known and name not in known.values():
            names = sorted({*known, *known.values()})
            raise StackError(f"there is no service '{name}'; there are {', '.join(names)}", 2)
    return [process for process, service in known.items() if process in given or service in given]


def start(stack: Stack, record: Record, names: list[str]) -> None:
    """Start the processes and wait until they answer; their dependencies may be away."""
    waiting = stack.waiting(record, names)
    stack.supervisor.start(names)
    waiting.wait(START_SECONDS)


def kill(stack: Stack, names: list[str]) -> None:
    """Send SIGKILL and wait until the processes are gone; their successors may already be running."""
    before = {name: stack.supervisor.processes()[name].pid for name in names}
    if idle := [name for name, pid in before.items() if pid is None]:
        raise StackError(f"not running: {', '.join(idle)}")
    for pid in before.values():
        with suppress(ProcessLookupError):
            os.kill(pid or 0, signal.SIGKILL)
    deadline = time.monotonic() + KILL_SECONDS
    while alive := [name for name, found in stack.supervisor.processes().items() if found.pid == before.get(name, 0)]:
        if time.monotonic() > deadline:
            raise StackError(f"{', '.join(alive)} cannot be killed")
        time.sleep(POLL_SECONDS)


def tail(path: Path, lines: int) -> list[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in deque(file, lines)] or ["(nothing)"]
    except FileNotFoundError:
        return ["(nothing)"]


def follow(paths: list[Path], *, on: bool) -> Iterator[str]:
    """The lines of the logs; with `on`, also every line still to come, even after a rotation."""
    places = dict.fromkeys(paths, 0)
    while True:
        for path, place in places.items():
            with suppress(FileNotFoundError), path.open("rb") as file:
                file.seek(place if place <= path.stat().st_size else 0)
                for line in file:
                    if on and not line.endswith(b"\n"):  # still being written
                        file.seek(-len(line), os.SEEK_CUR)
                        break
                    yield line.decode("utf-8", "replace")
                places[path] = file.tell()
        if not on:
            return
        time.sleep(FOLLOW_SECONDS)
