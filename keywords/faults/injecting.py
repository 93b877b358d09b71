"""Lets faults happen: asked of the guard and written to the ledger before, healed whatever comes after."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from keywords import embedded
from keywords.evidence.recorder import Inconclusive
from keywords.faults.fault import Fault
from keywords.faults.ground import Ground
from keywords.safety import guard, ledger
from keywords.safety.ledger import Entry


@contextmanager
def injected(ground: Ground, *faults: Fault) -> Iterator[None]:
    """Within the block they are there, one struck after the other; they are healed the other way round."""
    for fault in faults:
        ground.world.guard.allow(guard.Fault(fault.name))
    with ExitStack() as healing:
        for fault in faults:
            undo = {**fault.data(), "where": ground.backend.where()}
            entry = ledger.own().note("fault", ground.world.environment.name, undo)
            healing.callback(heal, ground, fault, entry)
            try:
                fault.strike(ground.backend)
            except embedded.TestBedError as error:
                raise Inconclusive(f"{fault} could not be done: {error}") from None
        yield


def heal(ground: Ground, fault: Fault, entry: Entry) -> None:
    """What cannot be healed stays in the ledger, and is tried again at the end of the run."""
    try:
        fault.heal(ground.backend)
    except embedded.TestBedError as error:
        raise AssertionError(f"{fault.target} did not come back after {fault}: {error}") from None
    ledger.own().settle(entry)
