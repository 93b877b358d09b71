"""Lets faults happen: the guard is asked and the ledger written first, and healing happens whatever comes after."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from keywords.basics.errors import Inconclusive, TestBedError
from keywords.contract.place import Place
from keywords.faults.fault import Fault
from keywords.safety import guard
from keywords.safety.ledger import Entry


@contextmanager
def injected(place: Place, *faults: Fault) -> Iterator[None]:
    """Within the block the faults are there, struck in their order; they are healed in reverse."""
    with _answered_for(place, *faults) as healing:
        for fault in faults:
            healing.callback(_heal, place, fault, _noted(place, fault))
            try:
                fault.strike(place.stack)
            except TestBedError as error:
                raise Inconclusive(f"{fault} could not be done: {error}") from None
        yield


@contextmanager
def answered_for(place: Place, *faults: Fault) -> Iterator[None]:
    """Within the block the caller may let these faults happen, as often as it likes; they are healed in reverse."""
    with _answered_for(place, *faults) as healing:
        for fault in faults:
            healing.callback(_heal, place, fault, _noted(place, fault))
        yield


@contextmanager
def _answered_for(place: Place, *faults: Fault) -> Iterator[ExitStack]:
    """The guard allows them all, or none happens."""
    for fault in faults:
        place.guard.allow(guard.Fault(fault.name))
    with ExitStack() as healing:
        yield healing


def _noted(place: Place, fault: Fault) -> Entry:
    """The fault in the ledger, so that it is healed even if this process does not live to do it."""
    return place.ledger.note("fault", place.environment.name, {**fault.data(), "where": place.stack.where()})


def _heal(place: Place, fault: Fault, entry: Entry) -> None:
    """A fault that cannot be healed stays in the ledger, and is tried again at the end of the run."""
    try:
        fault.heal(place.stack)
    except TestBedError as error:
        raise AssertionError(f"{fault.target} did not come back after {fault}: {error}") from None
    place.ledger.settle(entry)
