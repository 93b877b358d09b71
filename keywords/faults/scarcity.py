"""Makes services short of memory, handles, processor time, or database connections on this machine.

All shortages are real: the kernel refuses, or the database does. Memory and handles are limits of a process, so they
outlast this process, and a later run heals them. The throttle and the taken connections end with this process.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from keywords.basics.errors import TestBedError
from keywords.stacks.protocol import Stack

Parameters = dict[str, Any]
END_SECONDS = 5
TAKING_SECONDS = 15
CONNECT_SECONDS = 3
TAKERS = 8
ROUNDS, ROUND_SECONDS = 3, 0.05  # a session that has ended holds its place a moment longer
MOST = 2000  # connections; one machine cannot exhaust a database that allows more
SOMEBODY = "somebody else"
# A session without a name yet is about to be the pipeline's.
OF_THE_PIPELINE = """
FROM pg_stat_activity WHERE backend_type = 'client backend'
AND coalesce(usename, 'api') IN ('api', 'worker') AND coalesce(application_name, '') <> %s
"""


# Memory and handles


def memory_of(process: psutil.Process) -> int:
    """The bytes that a process can write to. Its address space is larger, and includes room only set aside."""
    return int(process.memory_info().data)


def next_handle(process: psutil.Process) -> int:
    """The number of the next handle that a process would open."""
    taken = {int(each.name) for each in Path(f"/proc/{process.pid}/fd").iterdir()}
    return next(number for number in count() if number not in taken)


@dataclass(frozen=True)
class ProcessLimit:
    """A limit that leaves a process no more than it has."""

    name: str
    held: Callable[[psutil.Process], int]

    def strike(self, stack: Stack, target: str, how: Parameters) -> None:
        """Let no process of the target have more than it holds now, plus `spare`."""
        for process in stack.processes(target):
            with suppress(psutil.NoSuchProcess):
                set_limit(process, self.name, self.held(process) + int(how.get("spare", 0)))

    def heal(self, stack: Stack, target: str, _how: Parameters) -> None:
        """Restore the limit of the parent, which every process started with."""
        for process in stack.processes(target):
            with suppress(psutil.NoSuchProcess):
                set_limit(process, self.name, (process.parent() or psutil.Process()).rlimit(resource(self.name))[0])


MEMORY = ProcessLimit("RLIMIT_DATA", memory_of)
HANDLES = ProcessLimit("RLIMIT_NOFILE", next_handle)


def set_limit(process: psutil.Process, limit: str, most: int) -> None:
    """Set the soft limit, which can be raised again, and leave the hard limit alone."""
    number = resource(limit)
    try:
        process.rlimit(number, (most, process.rlimit(number)[1]))
    except psutil.AccessDenied:
        raise TestBedError(f"{limit} of process {process.pid} may not be changed by this user") from None


def resource(limit: str) -> int:
    if not hasattr(psutil, limit):
        raise TestBedError(f"{sys.platform} sets no {limit} to a running process")
    return int(getattr(psutil, limit))


# Processor time


class Throttle:
    """A running program that throttles processes."""

    def __init__(self, share: float, processes: list[psutil.Process]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (a program of this package)
            [sys.executable, "-m", "keywords.faults.throttle", str(share), *(str(each.pid) for each in processes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for us
        )
        self._speaking = threading.Lock()
        self.interruptions()

    def interruptions(self) -> int:
        """How often it has stopped a busy process."""
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101, PT018 (asked for)
        with self._speaking:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline() or 0)

    def close(self) -> None:
        with self._speaking:
            self._process.communicate(timeout=END_SECONDS)


def throttle(stack: Stack, target: str, how: Parameters) -> None:
    """Leave the processes of the target a `share` of their time."""
    stack.burdens[throttle_of(target)] = Throttle(how["share"], stack.processes(target))


def unthrottle(stack: Stack, target: str, _how: Parameters) -> None:
    if (running := stack.burdens.pop(throttle_of(target), None)) is not None:
        running.close()
    stack.resume(target)  # a throttle that was killed leaves them stopped


def interruptions(stack: Stack, target: str) -> int:
    """How often the throttle of the target has stopped a busy process."""
    running = stack.burdens.get(throttle_of(target))
    return int(running.interruptions()) if running else 0


def throttle_of(target: str) -> str:
    """The name under which a stack keeps the throttle of a target."""
    return f"throttle {target}"


# Database connections


def take_connections(stack: Stack, target: str, how: Parameters) -> None:
    """Take every connection that the database gives to ordinary roles, those of the pipeline too.

    With `left`, the pipeline keeps its own, and that many stay free.
    """
    taken = stack.burdens.setdefault(connections_of(target), [])
    if left := int(how.get("left", 0)):
        take_free(stack.secrets["API_DATABASE_URL"], taken)
        for _ in range(left):
            taken.pop().close()
    else:
        take_all(stack, taken)


def take_all(stack: Stack, taken: list[Any]) -> None:
    """End the pipeline's sessions and take their places, until it gets none back for some rounds."""
    deadline = time.monotonic() + TAKING_SECONDS
    url = stack.secrets["DATABASE_URL"]  # the owner, for whom the database reserves connections
    with closing(psycopg2.connect(url, connect_timeout=CONNECT_SECONDS)) as owner, owner.cursor() as cursor:
        owner.autocommit = True
        alone = 0
        while alone < ROUNDS:
            before = len(taken)
            take_free(stack.secrets["API_DATABASE_URL"], taken)
            cursor.execute(f"SELECT count(pg_terminate_backend(pid)) {OF_THE_PIPELINE}", (SOMEBODY,))
            alone = alone + 1 if cursor.fetchone() == (0,) and len(taken) == before else 0
            if time.monotonic() > deadline:
                raise TestBedError(f"{len(taken)} connections were taken, and the pipeline still has some")
            time.sleep(ROUND_SECONDS)


def take_free(url: str, taken: list[Any]) -> None:
    """Take connections until one is refused: several at a time, to be quicker than the sessions that were ended."""

    def take(_: int) -> None:
        with suppress(psycopg2.OperationalError):
            while len(taken) < MOST:
                taken.append(psycopg2.connect(url, connect_timeout=CONNECT_SECONDS, application_name=SOMEBODY))

    with ThreadPoolExecutor(TAKERS) as pool:
        list(pool.map(take, range(TAKERS)))


def return_connections(stack: Stack, target: str, _how: Parameters) -> None:
    """Close the taken connections. Those of an earlier run ended with it."""
    for connection in stack.burdens.pop(connections_of(target), []):
        connection.close()


def connections_of(target: str) -> str:
    """The name under which a stack keeps the connections taken from a target."""
    return f"connections {target}"
