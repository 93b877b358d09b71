"""What a service can be short of on this machine: memory, handles, processor time, connections to the database.

All of it is real: the kernel refuses, and so does the database. Memory and handles are limits of a process, so they
stay when we end, and are healed by whoever comes next; what takes the other two away ends with us, however we end.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from keywords.basics.errors import TestBedError
from keywords.stacks.protocol import Stack

Parameters = dict[str, Any]
Act = Callable[[Stack, str, Parameters], None]
END_SECONDS = 5
CROWD_SECONDS = 15
TAKERS = 8
ROUNDS, ROUND_SECONDS = 3, 0.05  # a session that has ended holds its place for a moment more
MOST = 2000  # connections; a database with more of them is not exhausted by one machine
SOMEBODY = "somebody else"
# Those whose name is not known yet are about to be the pipeline's.
OF_OTHERS = """
FROM pg_stat_activity WHERE backend_type = 'client backend'
AND coalesce(usename, 'api') IN ('api', 'worker') AND coalesce(application_name, '') <> %s
"""


class Throttled:
    """A throttle at work."""

    def __init__(self, share: float, processes: list[psutil.Process]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (a program of this package)
            [sys.executable, "-m", "keywords.faults.throttle", str(share), *(str(each.pid) for each in processes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for us
        )
        self._speaking = threading.Lock()
        self.cut()

    def cut(self) -> int:
        """How often a process was stopped that had work to do."""
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101, PT018 (asked for)
        with self._speaking:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline() or 0)

    def close(self) -> None:
        with self._speaking:
            self._process.communicate(timeout=END_SECONDS)


def memory(process: psutil.Process) -> int:
    """What it can write to; its address space is larger, and has room that was only set aside."""
    return int(process.memory_info().data)


def handles(process: psutil.Process) -> int:
    """The number that the next one would have."""
    taken = {int(each.name) for each in Path(f"/proc/{process.pid}/fd").iterdir()}
    return next(number for number in count() if number not in taken)


def allow(limit: str, held: Callable[[psutil.Process], int]) -> Act:
    """No process of the target may have more of it than it holds now, and `spare`."""

    def strike(stack: Stack, target: str, how: Parameters) -> None:
        for process in stack.processes(target):
            with suppress(psutil.NoSuchProcess):
                set_limit(process, limit, held(process) + int(how.get("spare", 0)))

    return strike


def allow_again(limit: str) -> Act:
    """As much as whoever started them may have; that is what they had."""

    def heal(stack: Stack, target: str, _how: Parameters) -> None:
        for process in stack.processes(target):
            with suppress(psutil.NoSuchProcess):
                set_limit(process, limit, (process.parent() or psutil.Process()).rlimit(resource(limit))[0])

    return heal


def set_limit(process: psutil.Process, limit: str, most: int) -> None:
    """Only the limit that may be raised again; the one that may not is left as it is."""
    number = resource(limit)
    try:
        process.rlimit(number, (most, process.rlimit(number)[1]))
    except psutil.AccessDenied:
        raise TestBedError(f"{limit} of process {process.pid} may not be changed by this user") from None


def resource(limit: str) -> int:
    if not hasattr(psutil, limit):
        raise TestBedError(f"{sys.platform} sets no {limit} to a process that runs")
    return int(getattr(psutil, limit))


def throttle(stack: Stack, target: str, how: Parameters) -> None:
    """The processes of the target have a `share` of their time."""
    stack.burdens[throttle_of(target)] = Throttled(how["share"], stack.processes(target))


def unthrottle(stack: Stack, target: str, _how: Parameters) -> None:
    if (at_work := stack.burdens.pop(throttle_of(target), None)) is not None:
        at_work.close()
    stack.resume(target)  # one that was killed leaves them stopped


def cut(stack: Stack, target: str) -> int:
    """How often the throttle has stopped a process of the target that had work to do."""
    at_work = stack.burdens.get(throttle_of(target))
    return int(at_work.cut()) if at_work else 0


def crowd(stack: Stack, target: str, how: Parameters) -> None:
    """Somebody else takes every connection that the database gives to ordinary roles, also those of the pipeline.

    Where some are to be `left`, the pipeline keeps its own, and so many more are free.
    """
    guests = stack.burdens.setdefault(guests_of(target), [])
    if left := int(how.get("left", 0)):
        take_all(stack.secrets["API_DATABASE_URL"], guests)
        for _ in range(left):
            guests.pop().close()
        return
    deadline = time.monotonic() + CROWD_SECONDS
    with closing(psycopg2.connect(stack.secrets["DATABASE_URL"], connect_timeout=3)) as owner:
        owner.autocommit = True  # the owner has connections that are kept for it
        alone = 0
        with owner.cursor() as asked:
            while alone < ROUNDS:
                had = len(guests)
                take_all(stack.secrets["API_DATABASE_URL"], guests)
                asked.execute(f"SELECT count(pg_terminate_backend(pid)) {OF_OTHERS}", (SOMEBODY,))
                alone = alone + 1 if asked.fetchone() == (0,) and len(guests) == had else 0
                if time.monotonic() > deadline:
                    raise TestBedError(f"{len(guests)} connections were taken, and the pipeline still has some")
                time.sleep(ROUND_SECONDS)


def take_all(url: str, guests: list[Any]) -> None:
    """Several at a time, quicker than those come back who were sent away; until one is refused."""

    def take(_: int) -> None:
        with suppress(psycopg2.OperationalError):
            while len(guests) < MOST:
                guests.append(psycopg2.connect(url, connect_timeout=3, application_name=SOMEBODY))

    with ThreadPoolExecutor(TAKERS) as pool:
        list(pool.map(take, range(TAKERS)))


def leave(stack: Stack, target: str, _how: Parameters) -> None:
    """Those of an earlier run have ended with it."""
    for guest in stack.burdens.pop(guests_of(target), []):
        guest.close()


def throttle_of(target: str) -> str:
    """The name under which a stack keeps the throttle of a target."""
    return f"throttle {target}"


def guests_of(target: str) -> str:
    """The name under which a stack keeps the database connections of somebody else."""
    return f"guests {target}"
