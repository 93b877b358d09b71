"""The memory of processes over a period."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

import psutil

from tests.bench.stacks import processes
from tests.pipeline.conftest import Stack

EVERY_SECONDS = 0.02
LIST_EVERY_SECONDS = 0.5
Named = list[tuple[psutil.Process, str]]


def named_processes(stack: Stack) -> Callable[[], Named]:
    """A function that lists a stack's processes with their names; PostgreSQL's backends share its name."""
    names = {pid: name for name, pid in stack.pids().items()}

    def listed() -> Named:
        supervisor, *others = processes(stack.folder)
        return [(supervisor, "supervisor"), *((process, names.get(process.pid, "postgres")) for process in others)]

    return listed


class Watched:
    """Samples the memory of every process during a block."""

    def __init__(self, listed: Callable[[], Named]) -> None:
        self._list = listed
        self._listed, self._listed_at = listed(), time.monotonic()
        self._before: dict[str, int] = {}
        self._most: dict[str, int] = {}
        self._enough = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watched":
        self._before = self._sample()
        self._most = dict(self._before)
        self._watching.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self._enough.set()
        self._watching.join()

    def growth(self) -> dict[str, int]:
        """How many bytes each process, by name, grew from the first sample to its peak."""
        return {name: most - self._before.get(name, 0) for name, most in self._most.items()}

    def _watch(self) -> None:
        while not self._enough.wait(EVERY_SECONDS):
            if time.monotonic() > self._listed_at + LIST_EVERY_SECONDS:  # listing costs far more than sampling
                self._listed, self._listed_at = self._list(), time.monotonic()
            for name, size in self._sample().items():
                self._most[name] = max(self._most.get(name, 0), size)

    def _sample(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for process, name in self._listed:
            with suppress(psutil.NoSuchProcess):  # the backend of a closed connection
                memory = process.memory_info()
                shared = getattr(memory, "shared", 0) if name == "postgres" else 0  # known on Linux only
                found[name] = found.get(name, 0) + memory.rss - shared
        return found
