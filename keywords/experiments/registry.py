"""Experiments by name: bounded actions on the pipeline, run once a run, whose observations many rows read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from robot.errors import RobotError

from keywords.evidence.model import Evidence, Observation
from keywords.evidence.recorder import Absent, Inconclusive, recorder
from keywords.judgement.quantities import QuantityError, nearest
from keywords.world import World

Work = Callable[[World], None]


@dataclass(frozen=True)
class Experiment:
    """What it is called, what it observes (with units), and how it is done."""

    name: str
    says: str
    observes: dict[str, str]  # observation -> unit
    inputs: dict[str, Any]
    work: Work


_known: dict[str, Experiment] = {}
_done: dict[str, Evidence | Exception] = {}
_at_work: list[Experiment] = []


def experiment(name: str, observes: dict[str, str], **inputs: Any) -> Callable[[Work], Work]:
    """Register a function as the experiment of this name; its docstring says what it shows."""

    def register(work: Work) -> Work:
        _known[name] = Experiment(name, (work.__doc__ or "").strip(), observes, inputs, work)
        return work

    return register


def known() -> dict[str, Experiment]:
    return dict(_known)


def find(name: str) -> Experiment:
    if name not in _known:
        raise QuantityError(f"there is no experiment {name!r}{nearest(name, list(_known))}")
    return _known[name]


def record_of(name: str, world: World) -> Evidence:
    """The record of an experiment, which is run when it is first asked for."""
    wanted = find(name)
    if name not in _done:
        try:
            _at_work.append(wanted)
            with recorder.experiment(name, wanted.inputs) as record, where_it_can_be(*wanted.observes):
                wanted.work(world)
            _done[name] = record
        except RobotError:
            raise
        except Exception as error:
            _done[name] = error
        finally:
            _at_work.remove(wanted)
    outcome = _done[name]
    if isinstance(outcome, Inconclusive):
        raise Inconclusive(f"experiment '{name}': {outcome}")
    if isinstance(outcome, Exception):
        said = f"there is no {outcome} where one was looked up" if isinstance(outcome, KeyError) else str(outcome)
        raise AssertionError(f"experiment '{name}' could not be carried through: {said}") from outcome
    return outcome


@contextmanager
def where_it_can_be(*names: str) -> Iterator[None]:
    """A part of an experiment that an environment may not have; the rest of the experiment goes on without it.

    What it was to observe is noted as seen in no case, with the reason.

    >>> with where_it_can_be("facts found by search"):
    ...     share("facts found by search", facts, lambda fact: found(person, fact))
    """
    try:
        yield
    except Absent as reason:
        for name in names:
            if name not in recorder.seen():
                recorder.observe(name, 0, _at_work[-1].observes[name], population=0, detail=str(reason))


def observation(record: Evidence, name: str) -> Observation:
    for seen in record.observations:
        if seen.name == name:
            return seen
    raise AssertionError(f"experiment '{record.name}' ended without observing {name!r}")
