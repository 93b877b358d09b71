"""Lets faults happen: asked of the guard and written to the ledger before, healed whatever comes after."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from keywords.evidence.recorder import Inconclusive
from keywords.faults.fault import Fault
from keywords.faults.lent_stack import Ground
from keywords.safety import guard, ledger
from keywords.safety.ledger import Entry
from keywords.stacks import embedded


@contextmanager
def injected(ground: Ground, *faults: Fault) -> Iterator[None]:
    """Within the block they are there, one struck after the other; they are healed the other way round."""
    for fault in faults:
        ground.world.guard.allow(guard.Fault(fault.name))
    with ExitStack() as healing:
        for fault in faults:
            healing.callback(heal, ground, fault, noted(ground, fault))
            try:
                fault.strike(ground.backend)
            except embedded.TestBedError as error:
                raise Inconclusive(f"{fault} could not be done: {error}") from None
        yield


@contextmanager
def answered_for(ground: Ground, *faults: Fault) -> Iterator[None]:
    """Within the block they may happen, whenever and as often as need be; they are healed the other way round."""
    for fault in faults:
        ground.world.guard.allow(guard.Fault(fault.name))
    with ExitStack() as healing:
        for fault in faults:
            healing.callback(heal, ground, fault, noted(ground, fault))
        yield


def noted(ground: Ground, fault: Fault) -> Entry:
    """In the ledger, so that it is healed even if we are not there to do it."""
    undo = {**fault.data(), "where": ground.backend.where()}
    return ledger.own().note("fault", ground.world.environment.name, undo)


def heal(ground: Ground, fault: Fault, entry: Entry) -> None:
    """What cannot be healed stays in the ledger, and is tried again at the end of the run."""
    try:
        fault.heal(ground.backend)
    except embedded.TestBedError as error:
        raise AssertionError(f"{fault.target} did not come back after {fault}: {error}") from None
    ledger.own().settle(entry)
