"""What can be broken, and how it is healed. Healing is harmless if nothing is broken."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from keywords.basics import clients
from keywords.basics.errors import Gone
from keywords.faults import corruption, disks, scarcity
from keywords.stacks.conditions import Conditions
from keywords.stacks.opening import reached
from keywords.stacks.protocol import Stack
from keywords.stacks.services import service_of

Parameters = dict[str, Any]
Act = Callable[[Stack, str, Parameters], None]
CONTROL_SECONDS = 10
UNLIMITED = 1_000_000  # requests that weather may touch; what is left of them says how many it has touched


@dataclass(frozen=True)
class Fault:
    """One thing done to the pipeline: a value, which a later run can read from the ledger and heal."""

    kind: str  # one of KINDS
    target: str  # a service, one process of it, or, for the network, `user:service`
    parameters: Parameters = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault {self.kind!r}; there are {', '.join(KINDS)}")

    @property
    def name(self) -> str:
        """The name under which an environment file allows it."""
        return f"{self.kind} {service_of(self.target)}"

    @property
    def user(self) -> str:
        """The only user of the service that meets the fault; '' if all users do."""
        return self.target.rpartition(":")[0]

    @property
    def service(self) -> str:
        """The service that is lost: workers that are cut off count as gone."""
        return "worker" if self.user == "worker" else service_of(self.target)

    @property
    def removes(self) -> bool:
        """True if no one can use the service: it is stopped, full, out of connections, or unreachable."""
        return KINDS[self.kind].removes or any(self.parameters.get(how) for how in ("refused", "silent"))

    @property
    def heals_itself(self) -> bool:
        """True if the supervisor starts the process again."""
        return KINDS[self.kind].heals_itself

    def __str__(self) -> str:
        parameters = ", ".join(f"{key}={value}" for key, value in self.parameters.items())
        return f"{self.kind} {self.target}" + f" ({parameters})" * bool(parameters)

    def data(self) -> dict[str, Any]:
        return {"kind": self.kind, "target": self.target, "parameters": self.parameters}

    def strike(self, stack: Stack) -> None:
        KINDS[self.kind].strike(stack, self.target, self.parameters)

    def heal(self, stack: Stack) -> None:
        with suppress(Gone):
            KINDS[self.kind].heal(stack, self.target, self.parameters)


@dataclass(frozen=True)
class Kind:
    strike: Act
    heal: Act
    by_hand: str  # what a person does to heal it
    removes: bool = False  # no one can use the service
    heals_itself: bool = False


# Processes


def kill(stack: Stack, target: str, how: Parameters) -> None:
    """Kill once, or `times` times: each time a process chosen by `seed`, after at most `pause` seconds."""
    if "times" not in how:
        stack.kill(target)
        return
    chance, names = random.Random(how["seed"]), stack.names(target)  # noqa: S311 (repeatable)
    for _ in range(how["times"]):
        time.sleep(chance.uniform(0, how.get("pause", 0.3)))  # at a random moment
        stack.kill(chance.choice(names))


def stop(stack: Stack, target: str, _how: Parameters) -> None:
    stack.stop(target)


def start(stack: Stack, target: str, _how: Parameters) -> None:
    stack.start(target)


def restart(stack: Stack, target: str, _how: Parameters) -> None:
    stack.restart(target)


def pause(stack: Stack, target: str, _how: Parameters) -> None:
    stack.pause(target)


def resume(stack: Stack, target: str, _how: Parameters) -> None:
    stack.resume(target)


# Network


def spoil(stack: Stack, target: str, how: Parameters) -> None:
    stack.spoil(target, Conditions(**how))


def mend(stack: Stack, target: str, _how: Parameters) -> None:
    stack.mend(target)


# Simulated providers


def change_weather(stack: Stack, target: str, how: Parameters) -> None:
    answer = clients.request(
        "PUT", control_url(stack, target), json={"times": UNLIMITED, **how}, timeout=CONTROL_SECONDS
    )
    answer.raise_for_status()


def clear_weather(stack: Stack, target: str, _how: Parameters) -> None:
    """Clear the weather. Only the simulator's memory holds it, so one that is away has none."""
    with suppress(httpx.ConnectError):
        clients.request("DELETE", control_url(stack, target), timeout=CONTROL_SECONDS).raise_for_status()


def weather_of(stack: Stack, provider: str) -> dict[str, Any]:
    """The present weather."""
    answer = clients.get(control_url(stack, provider), timeout=CONTROL_SECONDS).raise_for_status()
    weather: dict[str, Any] = answer.json()
    return weather


def touched(stack: Stack, fault: Fault) -> int:
    """How many requests, webhooks, connections or busy processes the fault has touched."""
    if fault.kind == "processor":
        return scarcity.interruptions(stack, fault.target)
    if fault.kind == "network":
        return stack.touched(fault.target)
    if fault.kind != "weather":
        return 0
    with suppress(httpx.TransportError):
        left = weather_of(stack, fault.target)["times"]
        return 0 if left is None else int(fault.parameters.get("times", UNLIMITED)) - int(left)
    return 0


def control_url(stack: Stack, provider: str) -> str:
    return f"{stack.addresses[provider].removesuffix('/v1')}/control/weather"


KINDS = {
    "stop": Kind(stop, start, "start {target}", removes=True),
    "kill": Kind(kill, start, "start {target}", heals_itself=True),
    "restart": Kind(restart, start, "start {target}", heals_itself=True),
    "pause": Kind(pause, resume, "send SIGCONT to every process of {target}"),
    "network": Kind(spoil, mend, "end the proxy before {target}"),
    "weather": Kind(change_weather, clear_weather, "DELETE /control/weather of {target}"),
    "memory": Kind(scarcity.MEMORY.strike, scarcity.MEMORY.heal, "restart {target}"),
    "handles": Kind(scarcity.HANDLES.strike, scarcity.HANDLES.heal, "restart {target}"),
    "processor": Kind(scarcity.throttle, scarcity.unthrottle, "send SIGCONT to every process of {target}"),
    "connections": Kind(
        scarcity.take_connections,
        scarcity.return_connections,
        "end the connections of 'somebody else' to {target}",
        removes=True,
    ),
    "disk": Kind(
        disks.move_to_small,
        disks.move_back,
        "stop {target}, copy its data from the tmpfs named after it back into the folder beside, unmount, start",
    ),
    "room": Kind(
        disks.fill,
        disks.empty,
        "delete the file 'ballast' from the disk of {target}, and start it",
        removes=True,
    ),
    "corrupt": Kind(
        corruption.corrupt,
        corruption.restore,
        "delete the documents whose data in the {target} were changed",
    ),
}


# What the ledger holds


def undo(kind: str, target: str, parameters: Parameters, where: dict[str, Any]) -> None:
    """Heal a fault of this run or of an earlier one."""
    Fault(kind, target, parameters).heal(reached(where))


def by_hand(noted: dict[str, Any]) -> str:
    """What a person does to heal the fault that the ledger holds."""
    where, target = noted["where"], noted["target"]
    place = f"at {where['addresses'][target]}" if "addresses" in where else f"in the stack {where['stack']}"
    return f"{KINDS[noted['kind']].by_hand.format(target=target)} {place}"
