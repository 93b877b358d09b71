"""Injects faults: the guard is asked and the ledger written first, and healing follows whatever happens."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from keywords.basics.errors import Inconclusive, TestBedError
from keywords.basics.waiting import eventually
from keywords.contract import readiness
from keywords.contract.place import Place
from keywords.evidence.steps import step
from keywords.faults.fault import Fault
from keywords.safety import guard
from keywords.safety.ledger import Entry


@contextmanager
def injected(place: Place, *faults: Fault) -> Iterator[None]:
    """Strike with these faults in order, and heal them in reverse when the block ends."""
    with _allowed(place, *faults) as healing:
        for fault in faults:
            healing.callback(_heal, place, fault, _noted(place, fault))
            try:
                with step("Break", fault):
                    fault.strike(place.stack)
            except TestBedError as error:
                raise Inconclusive(f"{fault} could not be done: {error}") from None
        yield


@contextmanager
def until_healed(place: Place, fault: Fault) -> Iterator[None]:
    """Strike for as long as a scenario lasts: after the healing, wait until the pipeline reports nothing away."""
    with injected(place, fault):
        yield
    if place.environment.has("ready"):
        eventually(lambda: readiness.away(place), lambda names: not names, f"the pipeline after {fault}")


@contextmanager
def permitted(place: Place, *faults: Fault) -> Iterator[None]:
    """Let the block strike with these faults itself, as often as it likes; they are healed in reverse when it ends."""
    with _allowed(place, *faults) as healing:
        for fault in faults:
            healing.callback(_heal, place, fault, _noted(place, fault))
        yield


@contextmanager
def _allowed(place: Place, *faults: Fault) -> Iterator[ExitStack]:
    """Either the guard allows all of them, or none strikes."""
    for fault in faults:
        place.guard.allow(guard.Fault(fault.name))
    with ExitStack() as healing:
        yield healing


def _noted(place: Place, fault: Fault) -> Entry:
    """The fault's entry in the ledger, so that a later run heals it if this process dies."""
    return place.ledger.note("fault", place.environment.name, {**fault.data(), "where": place.stack.where()})


def _heal(place: Place, fault: Fault, entry: Entry) -> None:
    """Heal a fault. One that cannot be healed stays in the ledger, and the end of the run tries again."""
    try:
        with step("Heal", fault):
            fault.heal(place.stack)
    except TestBedError as error:
        raise AssertionError(f"{fault.target} did not come back after {fault}: {error}") from None
    place.ledger.settle(entry)
