"""Kills processes that their supervisor starts again, each as soon as it exists."""

import time
from dataclasses import dataclass

import psutil

from keywords.basics.errors import TestBedError
from keywords.basics.waiting import poll
from keywords.stacks.protocol import Stack

START_SECONDS = 30  # the longest wait for the next process
END_SECONDS = 10


@dataclass(frozen=True)
class KilledProcess:
    """The times of a process that was killed."""

    started: float
    killed: float
    ended: float  # its supervisor has noticed

    @property
    def lived(self) -> float:
        """The seconds that it lived, as its supervisor sees it."""
        return self.ended - self.started


class Respawns:
    """The processes of a stack, which its supervisor starts again."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def wait_for(self, name: str) -> psutil.Process | None:
        """The process of this name as soon as it exists; None if it does not come."""
        return poll(lambda: next(iter(self._stack.processes(name)), None), bool, START_SECONDS)

    def kill(self, name: str) -> KilledProcess:
        """Kill the process of this name as soon as it exists, and wait until it is gone."""
        process = self.wait_for(name)
        if process is None:
            raise TestBedError(f"no {name} started within {START_SECONDS} s")
        started, killed = start_time(process), time.time()
        process.kill()
        process.wait(END_SECONDS)
        return KilledProcess(started, killed, time.time())


def start_time(process: psutil.Process) -> float:
    """When a process started. Linux counts from the boot, and tells the time of the boot in whole seconds only."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return float(process.create_time())
    since_boot = float(process.create_time() - psutil.boot_time())
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + since_boot
