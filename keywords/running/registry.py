"""Experiments by name: bounded actions on the pipeline, run once a run, whose observations many rows read.

Most are done when a row first asks for them. Those apart, on grounds of their own, are begun together, a few at once.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from robot.errors import RobotError

from keywords.basics.quantities import QuantityError, nearest
from keywords.evidence.model import Evidence, Observation
from keywords.evidence.recorder import Absent, Inconclusive, recorder
from keywords.faults.lent_stack import end_free
from keywords.world import World

Work = Callable[[World], None]
AT_ONCE = 4  # more would rather wait for the processor than for what they watch


@dataclass(frozen=True)
class Experiment:
    """What it is called, what it observes (with units), and how it is done."""

    name: str
    says: str
    observes: dict[str, str]  # observation -> unit
    inputs: dict[str, Any]
    work: Work
    apart: bool  # on a ground of its own, so that others may go on beside it
    long: bool  # begun before others that are apart, so that nobody has to wait for it alone


_known: dict[str, Experiment] = {}
_planned: list[str] = []
_outcomes: dict[str, Future[Evidence]] = {}
_at_work: ContextVar[Experiment] = ContextVar("at_work")
_over = threading.Event()  # the run was stopped: nothing more is begun


def experiment(
    name: str, observes: dict[str, str], *, apart: bool = False, long: bool = False, **inputs: Any
) -> Callable[[Work], Work]:  # fmt: skip
    """Register a function as the experiment of this name; its docstring says what it shows."""

    def register(work: Work) -> Work:
        _known[name] = Experiment(name, (work.__doc__ or "").strip(), observes, inputs, work, apart, long)
        return work

    return register


def known() -> dict[str, Experiment]:
    return dict(_known)


def find(name: str) -> Experiment:
    if name not in _known:
        raise QuantityError(f"there is no experiment {name!r}{nearest(name, list(_known))}")
    return _known[name]


def plan(names: Iterable[str]) -> None:
    """The experiments that the run's rows speak of, in their order."""
    _planned[:] = [name for name in dict.fromkeys(names) if name in _known]


def record_of(name: str, world: World) -> Evidence:
    """The record of an experiment, which is run when it is first asked for."""
    wanted = find(name)
    try:
        if name not in _outcomes:
            begin(wanted, world)
        return _outcomes[name].result()
    except RobotError:
        _over.set()
        raise
    except Inconclusive as reason:
        raise Inconclusive(f"experiment '{name}': {reason}") from None
    except Exception as error:
        said = f"there is no {error} where one was looked up" if isinstance(error, KeyError) else str(error)
        raise AssertionError(f"experiment '{name}' could not be carried through: {said}") from error


def begin(wanted: Experiment, world: World) -> None:
    """If it is one of those apart, the others of the run that are apart begin with it."""
    others = [find(name) for name in _planned if name not in _outcomes and name != wanted.name]
    beside = [other for other in others if other.apart] if wanted.apart else []
    if beside:
        begin_together([wanted, *sorted(beside, key=lambda other: not other.long)], world)
    else:
        done = Future[Evidence]()
        carry_through(wanted, world, done)
        _outcomes[wanted.name] = done


def begin_together(wanted: Sequence[Experiment], world: World) -> None:
    """Each is done in its turn, a few at once. They end with the process, and the ledger heals what they broke."""
    waiting = deque(wanted)
    _outcomes.update({each.name: Future() for each in wanted})

    def work() -> None:
        while waiting and not _over.is_set():
            each = waiting.popleft()
            carry_through(each, world, _outcomes[each.name])
        end_free()  # while the others are still at it

    for _ in range(min(AT_ONCE, len(wanted))):
        threading.Thread(target=work, daemon=True).start()


def carry_through(wanted: Experiment, world: World, done: Future[Evidence]) -> None:
    at_work = _at_work.set(wanted)
    try:
        with recorder.experiment(wanted.name, wanted.inputs) as record, where_it_can_be(*wanted.observes):
            wanted.work(world)
        done.set_result(record)
    except RobotError:
        raise
    except Exception as error:
        done.set_exception(error)
    finally:
        _at_work.reset(at_work)


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
                recorder.observe(name, 0, _at_work.get().observes[name], population=0, detail=str(reason))


def observation(record: Evidence, name: str) -> Observation:
    for seen in record.observations:
        if seen.name == name:
            return seen
    raise AssertionError(f"experiment '{record.name}' ended without observing {name!r}")
