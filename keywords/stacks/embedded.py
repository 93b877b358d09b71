"""The embedded pipeline: Countersign starts it, controls it through its command line, and ends it."""

import json
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from keywords.basics.errors import Gone, TestBedError
from keywords.basics.waiting import poll
from keywords.evidence.steps import step
from keywords.safety.ledger import OwnLedger
from keywords.stacks import command_line, usage
from keywords.stacks.command_line import Status
from keywords.stacks.conditions import Conditions
from keywords.stacks.links import Links
from keywords.stacks.protocol import Ability, Setting
from keywords.stacks.services import service_of

NAME = "SUPERVISOR_PROCESS_NAME"  # the variable with which a supervisor names a process


class Embedded:
    """A stack of the embedded pipeline."""

    def __init__(
        self,
        name: str,
        home: str | None = None,
        *,
        ledger: OwnLedger | None = None,  # None: it belongs to another run
        settings: Mapping[str, Setting] | None = None,
        links: Links | None = None,
    ) -> None:
        self.name, self.home, self.ledger = name, home, ledger
        self.settings: Mapping[str, Setting] = dict(settings or {})
        self.burdens: dict[str, Any] = {}
        self._links = links
        self._supervisor: psutil.Process | None = None

    @classmethod
    def started(
        cls,
        ledger: OwnLedger,
        settings: Mapping[str, Setting],
        *,
        name: str = "",
        ports: str = "free",
        links: Collection[str] = (),
    ) -> "Embedded":
        """Start a stack that the run owns: it is in the ledger before it exists."""
        new = cls(
            name or command_line.new_name(),
            command_line.home(),
            ledger=ledger,
            settings=settings,
            links=Links(*links) if links else None,
        )
        ledger.note("stack", "embedded", new._undo)
        new._up(ports)
        return new

    @property
    def addresses(self) -> Mapping[str, str]:
        return self._status.addresses

    @property
    def secrets(self) -> Mapping[str, str]:
        return self._status.secrets

    def cannot(self, ability: Ability) -> str:
        if ability is Ability.NETWORK and self._links is None:
            return f"nothing stands between the services of the stack {self.name}"
        return ""

    # Its services

    @step("Stop a service", "{target}")
    def stop(self, target: str) -> None:
        self._tell("stop", target)

    @step("Start a service", "{target}")
    def start(self, target: str) -> None:
        self._tell("start", target)

    @step("Kill a service", "{target}")
    def kill(self, target: str) -> None:
        self._tell("kill", target)

    @step("Pause a service", "{target}")
    def pause(self, target: str) -> None:
        self._each(target, psutil.Process.suspend)

    @step("Resume a service", "{target}")
    def resume(self, target: str) -> None:
        self._each(target, psutil.Process.resume)

    @step("Restart a service", "{target}")
    def restart(self, target: str) -> None:
        self.stop(target)
        self.start(target)

    # Its network

    @step("Spoil the network", "{target}")
    def spoil(self, target: str, conditions: Conditions) -> None:
        if self._links is None or not self._links.to(target):
            user, _, service = target.rpartition(":")
            between = f"{service} and {user or 'the others'}"
            raise TestBedError(f"nothing stands between {between} in the stack {self.name}")
        self._links.spoil(target, conditions)

    @step("Mend the network", "{target}")
    def mend(self, target: str) -> None:
        """A later run has nothing to mend: the proxy ended with the run that started it."""
        if self._links is not None:
            self._links.mend(target)

    def touched(self, target: str) -> int:
        return self._links.touched(target) if self._links else 0

    # Its processes

    def names(self, service: str = "") -> list[str]:
        return [name for name in self._status.services if not service or service_of(name) == service]

    def members(self) -> dict[str, psutil.Process]:
        """Ask the machine: some processes do not live long enough to ask the command line."""
        if self._supervisor is None or not self._supervisor.is_running():
            self._supervisor = _supervisor_of(command_line.status(self.name, self.home))
        return _children(self._supervisor) if self._supervisor else {}

    def processes(self, target: str) -> list[psutil.Process]:
        found = list[psutil.Process]()
        self._each(target, found.append)
        return found

    def used(self) -> usage.Used:
        return usage.used_by(self.members().values())

    @step("Read the log of a service", "{process}", saw=lambda lines: f"{len(lines)} lines")
    def logs(self, process: str, ids: Collection[str] = (), since: datetime | None = None) -> list[str]:
        lines = command_line.command("logs", process, "--name", self.name, home=self.home).stdout.splitlines()
        if ids:
            lines = [line for line in lines if any(each in line for each in ids)]
        return lines if since is None else [line for line in lines if _is_since(line, since)]

    def data(self, service: str) -> Path:
        return Path(command_line.status(self.name, self.home).data[service])

    # Itself

    def beside(
        self,
        purpose: str,
        settings: Mapping[str, Setting],
        *,
        ports: str = "free",
        links: Collection[str] = (),
    ) -> "Embedded":
        if self.ledger is None:
            raise TestBedError(f"the stack {self.name} belongs to another run, so none is started beside it")
        return Embedded.started(self.ledger, settings, name=f"{self.name}-{purpose}", ports=ports, links=links)

    def reset(self) -> None:
        self._tell("reset")

    @step("Start a service without its settings", "{service}", saw=lambda said: said.splitlines()[-1:])
    def start_bare(self, service: str) -> str:
        done = command_line.command("run", service)
        return done.stderr if done.returncode else ""

    def end(self) -> None:
        """End the stack. One that does not end stays in the ledger until the end of the run."""
        for entry in self.ledger.open if self.ledger else ():
            if entry.kind == "stack" and entry.undo == self._undo:
                with suppress(TestBedError):
                    command_line.purge(**entry.undo)
                    self.ledger.settle(entry)  # type: ignore[union-attr]  # it holds the entry
        if self._links is not None:
            self._links.close()

    def where(self) -> dict[str, Any]:
        return {"stack": self.name, "home": self.home}

    # How

    @property
    def _undo(self) -> dict[str, Any]:
        return {"name": self.name, "home": self.home}

    @cached_property
    def _status(self) -> Status:
        """Names, addresses and secrets, which do not change while the stack exists."""
        return command_line.status(self.name, self.home)

    def _tell(self, *words: str) -> str:
        return command_line.tell(self.name, self.home, *words)

    def _up(self, ports: str) -> None:
        """Start the services. A link leads to its service once its address is known; until then its users wait."""
        links = self._links
        through = {link: f"127.0.0.1:{port}" for link, port in links.ports.items()} if links else {}
        with ThreadPoolExecutor(1) as pool:
            starting = pool.submit(command_line.up, self.name, self.settings, ports, through, self.home)
            if links:
                found = poll(
                    self._addresses_so_far, lambda there: bool(there) or starting.done(), command_line.START_SECONDS
                )
                for link in through if found else ():
                    where = urlsplit(found[service_of(link)])
                    links.lead(link, str(where.hostname), int(where.port or 0))
            starting.result()

    def _addresses_so_far(self) -> dict[str, str]:
        try:
            return command_line.status(self.name, self.home).addresses
        except Gone:
            return {}

    def _each(self, target: str, act: Callable[[psutil.Process], None]) -> None:
        for name, parent in self.members().items():
            if target in (name, service_of(name)):
                with suppress(psutil.NoSuchProcess):
                    for process in (parent, *parent.children(recursive=True)):
                        act(process)


def _supervisor_of(status: Status) -> psutil.Process | None:
    """The parent of all processes; None if no process lives."""
    for pid in status.pids:
        with suppress(psutil.NoSuchProcess):
            if (parent := psutil.Process(pid).parent()) is not None:
                return parent
    return None


def _children(supervisor: psutil.Process) -> dict[str, psutil.Process]:
    """The living processes of a supervisor, by name."""
    found = dict[str, psutil.Process]()
    for child in supervisor.children():
        with suppress(psutil.Error):
            if child.status() != psutil.STATUS_ZOMBIE:
                # A separate program has its name in a variable; a copy of the supervisor has it as its process name.
                found[child.environ().get(NAME) or child.name()] = child
    return found


def _is_since(line: str, since: datetime) -> bool:
    """Whether a log line was written since then; a line without a time counts as recent."""
    try:
        return datetime.fromisoformat(json.loads(line)["ts"]) >= since
    except (ValueError, KeyError, TypeError):
        return True
