"""Processes that are started again whenever they die: killed as soon as they come, and how long that took."""

import time
from dataclasses import dataclass

import psutil

from keywords.basics.errors import TestBedError
from keywords.basics.waiting import at_last
from keywords.stacks.protocol import Stack

COMING_SECONDS = 30  # in which the next one comes
GOING_SECONDS = 10


class Respawns:
    """The processes of a stack, which its supervisor starts again."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def awaited(self, name: str) -> psutil.Process | None:
        """The process of this name as soon as there is one; None when none comes."""
        return at_last(lambda: next(iter(self._stack.processes(name)), None), bool, COMING_SECONDS)

    def kill(self, name: str) -> "Killed":
        """Kill the process of this name as soon as there is one, and wait until it is gone."""
        found = self.awaited(name)
        if found is None:
            raise TestBedError(f"no {name} came for {COMING_SECONDS} s")
        came, went = started(found), time.time()
        found.kill()
        found.wait(GOING_SECONDS)
        return Killed(came, went, time.time())


@dataclass(frozen=True)
class Killed:
    """A process that was: from when, until when."""

    came: float
    went: float
    missed: float  # when its supervisor had taken note

    @property
    def lived(self) -> float:
        """For how long, as its supervisor sees it."""
        return self.missed - self.came


def started(process: psutil.Process) -> float:
    """When a process was started: Linux counts from the boot, the moment of which it tells in whole seconds only."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return float(process.create_time())
    since_boot = float(process.create_time() - psutil.boot_time())
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + since_boot
