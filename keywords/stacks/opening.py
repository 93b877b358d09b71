"""Finds or starts the stack of an environment file, and reaches a stack that another run knew."""

from collections.abc import Callable, Mapping
from typing import Any

from keywords.basics.secrets import remember
from keywords.environments import Environment
from keywords.safety.ledger import OwnLedger
from keywords.stacks.embedded import Embedded
from keywords.stacks.protocol import Setting, Stack
from keywords.stacks.running import Running

WAYS: dict[str, Callable[[Environment, OwnLedger], Stack]] = {
    "embedded": lambda environment, ledger: Embedded.started(ledger, environment.start.settings),
    "running": lambda environment, _: Running(environment.name, environment.start.addresses, environment.secrets()),
}


def opened(environment: Environment, ledger: OwnLedger) -> Stack:
    """Start the stack, or find it where someone else runs it."""
    stack = WAYS[environment.start.kind](environment, ledger)
    remember(stack.secrets.values())
    return stack


def joined(
    environment: Environment, ledger: OwnLedger, where: Mapping[str, Any], settings: Mapping[str, Setting]
) -> Stack:
    """The stack that another process of this run has opened. Stacks beside it belong to this process."""
    if "addresses" in where:
        return opened(environment, ledger)
    stack = Embedded(where["stack"], where["home"], ledger=ledger, settings=settings)
    remember(stack.secrets.values())
    return stack


def reached(where: Mapping[str, Any]) -> Stack:
    """The stack that `Stack.where` of another process described."""
    if "addresses" in where:
        return Running("another run's environment", where["addresses"])
    return Embedded(where["stack"], where["home"])
