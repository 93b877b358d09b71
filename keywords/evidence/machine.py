"""The machine while a record was made: what others used of it, and what was left.

Others are all processes that this run did not start. A run marks its environment, which every process inherits that it
starts, and so does a stack that outlives the command that started it.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

import psutil

from keywords.evidence.model import Machine

MARK = "COUNTERSIGN_PROCESS"  # in the environment of everything that this process starts
PERIOD = 2.0  # seconds between two readings while something is recorded
FRESH = 0.5  # seconds for which a reading counts as one of now


@dataclass(frozen=True)
class Reading:
    """Counters of the machine since it started, in seconds of processor time, and its state at this moment."""

    at: float
    total: float
    used: float
    steal: float
    own: float  # of this run
    load: float
    free: int

    def until(self, later: "Reading", between: Iterable["Reading"], *, told: bool) -> Machine:
        """The state of the machine from this reading until a later one."""
        total = max(later.total - self.total, 1e-9)
        others = max(later.used - self.used - (later.own - self.own), 0)
        seen = [self, *between, later]
        return Machine(
            processors=psutil.cpu_count() or 1,
            others=round(100 * min(others / total, 1), 1) if told else None,
            steal=round(100 * max(later.steal - self.steal, 0) / total, 1),
            load=round(max(each.load for each in seen), 2),
            free=min(each.free for each in seen),
        )


class Watch:
    """Reads the machine while records are made. A run has one."""

    def __init__(self, pipeline: Callable[[], Iterable[psutil.Process] | None] = tuple) -> None:
        self._pipeline = pipeline  # the processes of the pipeline if others started it; None if they cannot be told
        self._readings: list[Reading] = []
        self._own: dict[psutil.Process, bool] = {}
        self._seconds = self._ended = 0.0  # of own processes: in the last reading, and of those that ended since
        self._told = True
        self._recorded = 0  # how many records are made now
        self._over = threading.Event()  # of the thread that reads now: nothing is recorded any more
        self._reading = threading.Lock()
        os.environ[MARK] = str(os.getpid())

    def begin(self) -> float:
        """Follow the machine from now on, for a record."""
        with self._reading:
            self._recorded += 1
            if self._recorded == 1:
                self._over = threading.Event()
                threading.Thread(target=self._follow, args=[self._over], name="machine", daemon=True).start()
        return self._now().at

    def end(self, began: float) -> Machine:
        """The state of the machine since the record was begun."""
        last = self._now()
        with self._reading:
            self._recorded -= 1
            since = [each for each in self._readings if each.at >= began]
            first = since[0] if since[0] is not last else self._readings[max(len(self._readings) - 2, 0)]
            if not self._recorded:
                self._over.set()
                self._readings = self._readings[-2:]
        return first.until(last, since, told=self._told)

    def _follow(self, over: threading.Event) -> None:
        while not over.wait(PERIOD):
            self._now()

    def _now(self) -> Reading:
        with self._reading:
            if not self._readings or time.monotonic() - self._readings[-1].at > FRESH:
                self._readings.append(self._read())
            return self._readings[-1]

    def _read(self) -> Reading:
        times, memory = psutil.cpu_times(), psutil.virtual_memory()
        total = sum(value for name, value in times._asdict().items() if not name.startswith("guest"))
        steal, waiting = getattr(times, "steal", 0.0), getattr(times, "iowait", 0.0)
        used = total - times.idle - waiting - steal
        return Reading(
            time.monotonic(), total, used, steal, self._own_seconds(), psutil.getloadavg()[0], int(memory.available)
        )

    def _own_seconds(self) -> float:
        """The processor time of this run. A process that was waited for stays in that of its parent."""
        pipeline = self._pipeline()
        self._told = pipeline is not None
        given, found, seconds = set(pipeline or ()), dict[psutil.Process, bool](), 0.0
        own = {process.pid for process, is_own in self._own.items() if is_own}
        for process in psutil.process_iter():
            with suppress(psutil.Error), process.oneshot():
                is_own = self._own[process] if process in self._own else self._belongs(process, own)
                found[process] = is_own = is_own or process in given
                if is_own:
                    own.add(process.pid)
                    seconds += sum(process.cpu_times()[:4])  # of itself, and of the children that it waited for
        self._ended += max(self._seconds - seconds, 0)
        self._own, self._seconds = found, seconds
        return seconds + self._ended

    def _belongs(self, process: psutil.Process, own: set[int]) -> bool:
        if process.pid == os.getpid() or process.ppid() in own:
            return True
        with suppress(psutil.AccessDenied):
            return bool(process.environ().get(MARK) == str(os.getpid()))
        return False
