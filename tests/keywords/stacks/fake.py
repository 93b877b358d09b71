"""A stack in memory. A test gives it what it has, and reads what it was asked to do."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from keywords import environments
from keywords.basics.errors import Gone, TestBedError
from keywords.safety.guard import Guard
from keywords.safety.ledger import OwnLedger
from keywords.stacks import usage
from keywords.stacks.conditions import Conditions
from keywords.stacks.protocol import Ability, Setting, Stack
from keywords.stacks.services import service_of
from keywords.world import World

NAMES = ("api-1", "worker-1", "worker-2", "worker-3", "postgres", "storage", "llamaparse", "openai", "monitor", "web")


class FakeStack:
    """It breaks nothing. It only pauses and resumes the processes that it was given."""

    def __init__(
        self,
        name: str = "somewhere",
        *,
        addresses: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        settings: Mapping[str, Setting] | None = None,
        processes: Mapping[str, psutil.Process] | None = None,
        data: Path | None = None,
        lacks: Mapping[Ability, str] | None = None,  # each with its reason
    ) -> None:
        self.name = name
        self.settings: Mapping[str, Setting] = dict(settings or {})
        self.burdens: dict[str, Any] = {}
        self.deeds: list[str] = []  # what it was asked to do, in order
        self.before_each: Callable[[], object] = lambda: None  # called before each deed
        self.stubborn = ""  # deeds that begin with this fail
        self.gone = False  # it no longer exists
        self.ended = False
        self.conditions: dict[str, Conditions] = {}  # of the links that were spoilt, by target
        self.touches: dict[str, int] = {}  # by target
        self.lines: dict[str, list[str]] = {}  # of the logs, by process
        self.started: list[FakeStack] = []  # beside this one, in order
        self.links: Collection[str] = ()
        self.ports = ""
        self.ports_taken = ""  # why the contract's ports are not free
        self._addresses, self._secrets = dict(addresses or {}), dict(secrets or {})
        self._processes, self._data, self._lacks = dict(processes or {}), data, dict(lacks or {})

    @property
    def addresses(self) -> Mapping[str, str]:
        self._must_exist()
        return self._addresses

    @property
    def secrets(self) -> Mapping[str, str]:
        self._must_exist()
        return self._secrets

    def cannot(self, ability: Ability) -> str:
        return self._lacks.get(ability, "")

    def stop(self, target: str) -> None:
        self._do(f"stop {target}")

    def start(self, target: str) -> None:
        self._do(f"start {target}")

    def kill(self, target: str) -> None:
        self._do(f"kill {target}")

    def pause(self, target: str) -> None:
        self._do(f"pause {target}")
        for process in self.processes(target):
            process.suspend()

    def resume(self, target: str) -> None:
        self._do(f"resume {target}")
        for process in self.processes(target):
            process.resume()

    def restart(self, target: str) -> None:
        self._do(f"restart {target}")

    def spoil(self, target: str, conditions: Conditions) -> None:
        self._do(f"spoil {target}")
        self.conditions[target] = conditions

    def mend(self, target: str) -> None:
        self._do(f"mend {target}")
        self.conditions.pop(target, None)

    def touched(self, target: str) -> int:
        return self.touches.get(target, 0)

    def names(self, service: str = "") -> list[str]:
        return [name for name in self._processes or NAMES if not service or service_of(name) == service]

    def members(self) -> dict[str, psutil.Process]:
        self._must_exist()
        return dict(self._processes)

    def processes(self, target: str) -> list[psutil.Process]:
        return [process for name, process in self.members().items() if target in (name, service_of(name))]

    def used(self) -> usage.Used:
        return usage.used_by(self._processes.values())

    def logs(self, process: str, ids: Collection[str] = (), since: datetime | None = None) -> list[str]:
        """Its lines bear no time, so it returns them whenever they are asked for."""
        return [line for line in self.lines.get(process, []) if not ids or any(each in line for each in ids)]

    def data(self, service: str) -> Path:
        self._must_exist()
        if self._data is None:
            raise Gone(f"{service} of {self.name} keeps no data")
        return self._data

    def beside(
        self,
        purpose: str,
        settings: Mapping[str, Setting],
        *,
        ports: str = "free",
        links: Collection[str] = (),
    ) -> "FakeStack":
        self._do(f"beside {purpose}")
        if ports == "default" and self.ports_taken:
            raise TestBedError(self.ports_taken)
        new = FakeStack(f"{self.name}-{purpose}", settings=settings, secrets={"JWT_SECRET": f"secret of {purpose}"})
        new.ports, new.links = ports, links
        self.started.append(new)
        return new

    def reset(self) -> None:
        self._do("reset")

    def start_bare(self, service: str) -> str:
        self._do(f"start bare {service}")
        return ""

    def end(self) -> None:
        self._do("end")
        self.ended = True

    def where(self) -> dict[str, Any]:
        return {"stack": self.name, "home": None}

    def _do(self, deed: str) -> None:
        self._must_exist()
        if self.stubborn and deed.startswith(self.stubborn):
            raise TestBedError(f"{deed} is not possible")
        self.before_each()
        self.deeds.append(deed)

    def _must_exist(self) -> None:
        if self.gone:
            raise Gone(f"{self.name} is not running")


def world_on(stack: Stack, allowed: Sequence[str] = (), **changes: Any) -> World:
    """A world on this stack: `embedded` with these changes, in which these faults are allowed."""
    here = environments.load("embedded")
    guard = here.guard.model_copy(update={"destructive": list(allowed)})
    environment = here.model_copy(update={"guard": guard, **changes})
    return World(environment, stack, Guard(environment), OwnLedger())
