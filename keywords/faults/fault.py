"""What can be broken, and how each is healed. Healing is harmless when nothing is broken."""

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
CONTROL_SECONDS = 10
UNLIMITED = 1_000_000  # requests that weather may touch; how many it has touched is told by what is left of them


@dataclass(frozen=True)
class Fault:
    """A value: it can be compared, written down, and healed by a later run that has read it."""

    kind: str  # one of KINDS
    target: str  # a service, one process of it, or, for the network, `user:service`
    parameters: Parameters = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault {self.kind!r}; there are {', '.join(KINDS)}")

    @property
    def name(self) -> str:
        """What an environment file allows it by."""
        return f"{self.kind} {service_of(self.target)}"

    @property
    def user(self) -> str:
        """The only one of those who use the service that meets the fault; '' where all do."""
        return self.target.rpartition(":")[0]

    @property
    def missed(self) -> str:
        """The service that is missed: workers that are cut off are as good as gone."""
        return "worker" if self.user == "worker" else service_of(self.target)

    @property
    def removes(self) -> bool:
        """True if the service is of no use to anybody: stopped, full, taking nobody in, or out of reach."""
        return KINDS[self.kind].removes or any(self.parameters.get(how) for how in ("refused", "silent"))

    @property
    def heals_itself(self) -> bool:
        """True if the supervisor starts the process again, so nobody has to heal it."""
        return KINDS[self.kind].heals_itself

    def __str__(self) -> str:
        told = ", ".join(f"{key}={value}" for key, value in self.parameters.items())
        return f"{self.kind} {self.target}" + f" ({told})" * bool(told)

    def data(self) -> dict[str, Any]:
        return {"kind": self.kind, "target": self.target, "parameters": self.parameters}

    def strike(self, stack: Stack) -> None:
        """Let it happen."""
        KINDS[self.kind].strike(stack, self.target, self.parameters)

    def heal(self, stack: Stack) -> None:
        with suppress(Gone):
            KINDS[self.kind].heal(stack, self.target, self.parameters)


@dataclass(frozen=True)
class Kind:
    strike: Callable[[Stack, str, Parameters], None]
    heal: Callable[[Stack, str, Parameters], None]
    by_hand: str  # what a person does to heal it
    removes: bool = False  # the service is of no use to anybody
    heals_itself: bool = False


# Processes


def kill(stack: Stack, target: str, how: Parameters) -> None:
    """Once, or `times` times: each time one of its processes, chosen by `seed`, within `pause` seconds."""
    if "times" not in how:
        stack.kill(target)
        return
    chance, names = random.Random(how["seed"]), stack.names(target)  # noqa: S311 (it has to be repeatable)
    for _ in range(how["times"]):
        time.sleep(chance.uniform(0, how.get("pause", 0.3)))  # the moment is what is random
        stack.kill(chance.choice(names))


def restart(stack: Stack, target: str, _how: Parameters) -> None:
    stack.restart(target)


def start(stack: Stack, target: str, _how: Parameters) -> None:
    stack.start(target)


# The outside world, simulated


def change_weather(stack: Stack, target: str, how: Parameters) -> None:
    answer = clients.ask("PUT", control(stack, target), json={"times": UNLIMITED, **how}, timeout=CONTROL_SECONDS)
    answer.raise_for_status()


def clear_weather(stack: Stack, target: str, _how: Parameters) -> None:
    """Weather is in the memory of the simulator alone: one that is away has none."""
    with suppress(httpx.ConnectError):
        clients.ask("DELETE", control(stack, target), timeout=CONTROL_SECONDS).raise_for_status()


def weather_of(stack: Stack, provider: str) -> dict[str, Any]:
    """The weather as it is now."""
    found: dict[str, Any] = clients.get(control(stack, provider), timeout=CONTROL_SECONDS).raise_for_status().json()
    return found


def struck(stack: Stack, fault: Fault) -> int:
    """How many requests, webhooks, connections or processes at work the fault has touched."""
    if fault.kind == "processor":
        return scarcity.cut(stack, fault.target)
    if fault.kind == "network":
        return stack.touched(fault.target)
    if fault.kind != "weather":
        return 0
    with suppress(httpx.TransportError):
        left = weather_of(stack, fault.target)["times"]
        return 0 if left is None else int(fault.parameters.get("times", UNLIMITED)) - int(left)
    return 0


def control(stack: Stack, provider: str) -> str:
    return f"{stack.addresses[provider].removesuffix('/v1')}/control/weather"


KINDS = {
    "stop": Kind(lambda stack, target, _: stack.stop(target), start, "start {target}", removes=True),
    "kill": Kind(kill, start, "start {target}", heals_itself=True),
    "restart": Kind(restart, start, "start {target}", heals_itself=True),
    "pause": Kind(
        lambda stack, target, _: stack.pause(target),
        lambda stack, target, _: stack.resume(target),
        "send SIGCONT to every process of {target}",
    ),
    "network": Kind(
        lambda stack, target, how: stack.spoil(target, Conditions(**how)),
        lambda stack, target, _: stack.mend(target),
        "end the proxy before {target}",
    ),
    "weather": Kind(change_weather, clear_weather, "DELETE /control/weather of {target}"),
    "memory": Kind(
        scarcity.allow("RLIMIT_DATA", scarcity.memory), scarcity.allow_again("RLIMIT_DATA"), "restart {target}"
    ),
    "handles": Kind(
        scarcity.allow("RLIMIT_NOFILE", scarcity.handles), scarcity.allow_again("RLIMIT_NOFILE"), "restart {target}"
    ),
    "processor": Kind(scarcity.throttle, scarcity.unthrottle, "send SIGCONT to every process of {target}"),
    "connections": Kind(
        scarcity.crowd, scarcity.leave, "end the connections of 'somebody else' to {target}", removes=True
    ),
    "disk": Kind(
        disks.move_to_small,
        disks.move_back,
        "stop {target}, copy its data from the tmpfs named after it back into the folder beside, unmount, start",
    ),
    "corrupt": Kind(
        corruption.corrupt,
        corruption.restore,
        "delete the documents whose data in the {target} were changed",
    ),
    "room": Kind(
        disks.fill, disks.empty, "delete the file 'ballast' from the disk of {target}, and start it", removes=True
    ),
}


# What the ledger holds


def undo(kind: str, target: str, parameters: Parameters, where: dict[str, Any]) -> None:
    """Heal what an earlier run, or this one, has broken."""
    Fault(kind, target, parameters).heal(reached(where))


def by_hand(told: dict[str, Any]) -> str:
    where, target = told["where"], told["target"]
    place = f"at {where['addresses'][target]}" if "addresses" in where else f"in the stack {where['stack']}"
    return f"{KINDS[told['kind']].by_hand.format(target=target)} {place}"
