"""The processes that a supervisor keeps alive, as the machine knows them: asked for, some would be gone by then."""

import time
from contextlib import suppress
from dataclasses import dataclass

import psutil

from keywords import embedded
from keywords.faults.backend import Backend, at_hand
from keywords.waiting import at_last

NAME = "SUPERVISOR_PROCESS_NAME"  # by which a supervisor tells a process who it is
COMING_SECONDS = 30  # in which the next one comes
GOING_SECONDS = 10


class Offspring:
    """The children of the supervisor of a ground's services, by name."""

    def __init__(self, backend: Backend, service: str) -> None:
        """`service`: one of which a process lives."""
        one, *_ = at_hand(backend).members(service)
        self._supervisor = one.parent()

    def living(self, name: str) -> psutil.Process | None:
        """The process of this name; None while there is none."""
        for child in self._supervisor.children() if self._supervisor else []:
            with suppress(psutil.Error):
                if child.status() != psutil.STATUS_ZOMBIE and child.environ().get(NAME) == name:
                    return child
        return None

    def kill(self, name: str) -> "Killed":
        """Kill the process of this name as soon as there is one, and wait until it is gone."""
        found = at_last(lambda: self.living(name), bool, COMING_SECONDS)
        if found is None:
            raise embedded.TestBedError(f"no {name} came for {COMING_SECONDS} s")
        killed = Killed(found.create_time(), time.time())
        found.kill()
        found.wait(GOING_SECONDS)
        return killed


@dataclass(frozen=True)
class Killed:
    """A process that was: from when, until when."""

    came: float
    went: float

    @property
    def lived(self) -> float:
        return self.went - self.came
