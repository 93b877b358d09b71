"""Experiments by name: bounded actions on the pipeline, run once a run, whose observations many rows read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from robot.errors import RobotError

from keywords.evidence import Evidence, Observation
from keywords.quantities import QuantityError, nearest
from keywords.recorder import Inconclusive, recorder
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
            with recorder.experiment(name, wanted.inputs) as record:
                wanted.work(world)
            _done[name] = record
        except RobotError:
            raise
        except Exception as error:
            _done[name] = error
    outcome = _done[name]
    if isinstance(outcome, Inconclusive):
        raise Inconclusive(f"experiment '{name}': {outcome}")
    if isinstance(outcome, Exception):
        raise AssertionError(f"experiment '{name}' could not be carried through: {outcome}") from outcome
    return outcome


def observation(record: Evidence, name: str) -> Observation:
    for seen in record.observations:
        if seen.name == name:
            return seen
    raise AssertionError(f"experiment '{record.name}' ended without observing {name!r}")
