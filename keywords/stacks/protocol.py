"""What Countersign can do with a place that a pipeline runs in. All differences between places are behind this."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import psutil

from keywords.basics.errors import Absent
from keywords.stacks.conditions import Conditions
from keywords.stacks.usage import Used

Setting = str | int | float


class Ability(StrEnum):
    """What a stack may be unable to do."""

    CONTROL = "control"  # stop, start, kill, pause and resume services
    NETWORK = "network"  # change what lies between services
    PROCESSES = "processes"  # see the processes and what they use
    LOGS = "logs"  # read what the services log
    DATA = "data"  # reach the folders in which services keep their data
    BESIDE = "beside"  # start another stack of the same pipeline


class Stack(Protocol):
    """A target is a service (`worker`), one process of it (`worker-1`), or, for the network, `user:service`."""

    name: str
    settings: Mapping[str, Setting]  # with which Countersign started it
    burdens: dict[str, Any]  # what this process does to a target until it is healed: a throttle, taken connections

    @property
    def addresses(self) -> Mapping[str, str]:
        """The address of each service."""

    @property
    def secrets(self) -> Mapping[str, str]:
        """The secrets of its services, by the name of their variable."""

    def cannot(self, ability: Ability) -> str:
        """Why the stack lacks this ability, in words; '' if it has it."""

    def stop(self, target: str) -> None:
        """End the target in an orderly way; it stays down."""

    def start(self, target: str) -> None:
        """Make sure that the target runs and answers; harmless if it does."""

    def kill(self, target: str) -> None:
        """End the target without warning; its supervisor starts it again."""

    def pause(self, target: str) -> None:
        """Freeze the target: it keeps all it holds and does nothing."""

    def resume(self, target: str) -> None:
        """Harmless if the target is not paused."""

    def restart(self, target: str) -> None:
        """Stop the target and start it again."""

    def spoil(self, target: str, conditions: Conditions) -> None:
        """Change the network between the service and all others, or that one user."""

    def mend(self, target: str) -> None:
        """Restore the network; harmless if it is unchanged."""

    def touched(self, target: str) -> int:
        """How many connections and blocks the present conditions have touched."""

    def names(self, service: str = "") -> list[str]:
        """The processes of a service, or of all services."""

    def members(self) -> dict[str, psutil.Process]:
        """The living supervised processes, by name; empty if the stack cannot see processes."""

    def processes(self, target: str) -> list[psutil.Process]:
        """The living processes of the target, with their children."""

    def used(self) -> Used:
        """What all processes have used so far."""

    def logs(self, process: str, ids: Collection[str] = (), since: datetime | None = None) -> list[str]:
        """The log lines of a process: all, those that carry one of these ids, those since a time."""

    def data(self, service: str) -> Path:
        """The folder in which a service keeps its data."""

    def beside(
        self,
        purpose: str,
        settings: Mapping[str, Setting],
        *,
        ports: str = "free",
        links: Collection[str] = (),
    ) -> "Stack":
        """Start another stack of the same pipeline, whose services reach each other through a proxy at these links."""

    def reset(self) -> None:
        """Delete every document and job of the stack."""

    def start_bare(self, service: str) -> str:
        """What a service says if it is started without its settings; '' if it starts all the same."""

    def end(self) -> None:
        """End the stack early; harmless if the run does not own it."""

    def where(self) -> dict[str, Any]:
        """What a later run needs to reach the same services. No secret."""


def needs(stack: Stack, *abilities: Ability) -> None:
    """Raise `Absent`, with the reason in words, if the stack lacks one of these."""
    for ability in abilities:
        if reason := stack.cannot(ability):
            raise Absent(reason)
