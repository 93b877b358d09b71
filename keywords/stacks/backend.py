"""How services are stopped, killed and paused: one vocabulary, and one backend for each kind of environment."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import psutil

from keywords.stacks import embedded
from keywords.stacks.conditions import Conditions
from keywords.stacks.links import Links

NAME = "SUPERVISOR_PROCESS_NAME"  # by which a supervisor tells a process who it is


class Gone(embedded.TestBedError):
    """What would be acted on is not there any more, so there is nothing to heal."""


class Backend(Protocol):
    """A target is a service (`worker`), one process of it (`worker-1`), or, for the network, `user:service`."""

    def stop(self, target: str) -> None:
        """End it in an orderly way; it stays down."""

    def start(self, target: str) -> None:
        """See to it that it runs and answers; harmless when it does."""

    def kill(self, target: str) -> None:
        """End it without warning; whoever looks after it starts it again."""

    def pause(self, target: str) -> None:
        """It keeps all it holds, and does nothing."""

    def resume(self, target: str) -> None:
        """Harmless when it is not paused."""

    def spoil(self, target: str, conditions: Conditions) -> None:
        """Change what the network between the service and the others, or that one user, is like."""

    def mend(self, target: str) -> None:
        """Make it fair again; harmless when it is."""

    def touched(self, target: str) -> int:
        """How many connections and blocks the present conditions have touched."""

    def names(self, service: str) -> list[str]:
        """The processes of a service."""

    def address(self, service: str) -> str:
        """Where a service is found, also for a later run."""

    def where(self) -> dict[str, Any]:
        """What a later run needs in order to reach the same services; no secret."""


@runtime_checkable
class AtHand(Protocol):
    """What a backend can tell besides whose services run on this machine."""

    def members(self, target: str) -> list[psutil.Process]:
        """Its processes that live, and their children."""

    def data(self, service: str) -> Path:
        """The folder in which it keeps what it is given."""

    def secret(self, name: str) -> str:
        """One of those that the services know, such as DATABASE_URL."""


def at_hand(backend: Backend) -> AtHand:
    if not isinstance(backend, AtHand):
        raise Gone("its services are not known to run on this machine")
    return backend


class Supervised:
    """The embedded pipeline, by its own command line."""

    def __init__(
        self,
        stack: str,
        home: str | None = None,
        started: embedded.Started | None = None,  # just now
        links: Links | None = None,
    ) -> None:
        self.stack, self.home = stack, home
        self._started, self._links = started, links
        self._supervisor = supervisor_of(started) if started else None

    def stop(self, target: str) -> None:
        self._do("stop", target)

    def start(self, target: str) -> None:
        self._do("start", target)

    def kill(self, target: str) -> None:
        self._do("kill", target)

    def pause(self, target: str) -> None:
        self._each(target, psutil.Process.suspend)

    def resume(self, target: str) -> None:
        self._each(target, psutil.Process.resume)

    def spoil(self, target: str, conditions: Conditions) -> None:
        if self._links is None or not self._links.to(target):
            user, _, service = target.rpartition(":")
            raise embedded.TestBedError(
                f"nothing stands between {service} and {user or 'the others'} in the stack {self.stack}"
            )
        self._links.spoil(target, conditions)

    def mend(self, target: str) -> None:
        """A later run has nothing to mend: the proxy has ended with the run that started it."""
        if self._links is not None:
            self._links.mend(target)

    def touched(self, target: str) -> int:
        return self._links.touched(target) if self._links else 0

    def names(self, service: str) -> list[str]:
        return [name for name in self._known.processes if service_of(name) == service]

    def address(self, service: str) -> str:
        return self._known.addresses[service]

    def where(self) -> dict[str, Any]:
        return {"stack": self.stack, "home": self.home}

    def members(self, target: str) -> list[psutil.Process]:
        found = list[psutil.Process]()
        self._each(target, found.append)
        return found

    def data(self, service: str) -> Path:
        return Path(json.loads(self._do("status", "--json"))["data"][service])

    def secret(self, name: str) -> str:
        return self._known.secrets[name]

    def look(self) -> embedded.Started:
        return embedded.started(self._do("status", "--json"))

    @property
    def _known(self) -> embedded.Started:
        """What stays the same as long as the stack is there: names, addresses, secrets."""
        self._started = self._started or self.look()
        return self._started

    def _each(self, target: str, act: Callable[[psutil.Process], None]) -> None:
        for name, parent in self._living().items():
            if target in (name, service_of(name)):
                with suppress(psutil.NoSuchProcess):
                    for process in (parent, *parent.children(recursive=True)):
                        act(process)

    def _living(self) -> dict[str, psutil.Process]:
        """Its processes by name, asked of the machine: to ask the command line takes longer than some of them live."""
        if self._supervisor is None or not self._supervisor.is_running():
            self._supervisor = supervisor_of(self.look())
        return children(self._supervisor) if self._supervisor else {}

    def _do(self, *words: str) -> str:
        done = embedded.command(*words, "--name", self.stack, home=self.home)
        said = (done.stderr or done.stdout).strip()
        if f"stack '{self.stack}' is not running" in said:
            raise Gone(said)
        if done.returncode:
            raise embedded.TestBedError(f"{' '.join(words)}: {said[-500:]}")
        return done.stdout


def service_of(target: str) -> str:
    """`worker-1` is of the service `worker`, and `worker:storage` is the storage as workers reach it."""
    return target.rpartition(":")[2].rstrip("-0123456789")


def supervisor_of(started: embedded.Started) -> psutil.Process | None:
    """The parent of all processes; None while none lives."""
    for pid in [process["pid"] for process in started.processes.values() if process["pid"]]:
        with suppress(psutil.NoSuchProcess):
            if (parent := psutil.Process(pid).parent()) is not None:
                return parent
    return None


def children(supervisor: psutil.Process) -> dict[str, psutil.Process]:
    """The processes that it keeps alive, by name."""
    found = dict[str, psutil.Process]()
    for child in supervisor.children():
        with suppress(psutil.Error):
            if child.status() != psutil.STATUS_ZOMBIE:
                # A program of its own is told who it is; a copy of the supervisor bears the name.
                found[child.environ().get(NAME) or child.name()] = child
    return found
