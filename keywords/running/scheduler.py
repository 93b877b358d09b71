"""Runs each experiment once, when a row first asks for it, in one of three ways.

A shared one runs at once, in order. The first that is apart starts all that are apart, a few at once. One that is alone
runs while nothing else does: all that are planned come before those that are apart.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent import futures
from concurrent.futures import Future
from typing import Any

import psutil
from robot.errors import RobotError

from keywords.basics.errors import Inconclusive
from keywords.evidence.holding import failed_control
from keywords.evidence.model import Evidence, Observation
from keywords.evidence.observing import possible
from keywords.evidence.recorder import Recorder
from keywords.running.catalogue import Catalogue, Experiment
from keywords.running.robots import Robots
from keywords.world import World

A_STACK_BYTES = 700e6  # the memory of one lent stack, and room
MOST = 8


def at_once(cores: int | None = None, free_bytes: float | None = None) -> int:
    """How many lent stacks this machine bears: two a core, since they mostly wait, as far as memory allows."""
    cores = os.cpu_count() or 1 if cores is None else cores
    free_bytes = psutil.virtual_memory().available if free_bytes is None else free_bytes
    return max(1, min(2 * cores, int(free_bytes / A_STACK_BYTES), MOST))


class Scheduler:
    """The experiments of one run: what is planned, under way, and done."""

    def __init__(
        self,
        catalogue: Catalogue,
        recorder: Recorder,
        *,
        lanes: int | None = None,
        when_idle: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.catalogue, self.recorder, self.robots = catalogue, recorder, Robots(recorder)
        self.lanes = at_once() if lanes is None else lanes
        self._when_idle = when_idle  # called by each lane that has nothing left to do
        self._planned: list[str] = []
        self._outcomes: dict[str, Future[Evidence]] = {}
        self.records: dict[str, Evidence] = {}  # of all that have begun, also of those that broke off
        self._clock = clock
        self._began: dict[str, float] = {}  # only what is under way
        self._took: dict[str, float] = {}
        self.over = threading.Event()  # the run was stopped: nothing more is begun

    def plan(self, names: Iterable[str]) -> None:
        """The experiments that the rows of the run ask for, in their order."""
        self._planned = [name for name in dict.fromkeys(names) if name in self.catalogue]
        if any(self.catalogue.find(name).work is None for name in self._planned):
            self.robots.load()

    @property
    def planned(self) -> list[str]:
        return list(self._planned)

    @property
    def done(self) -> list[str]:
        return [name for name, outcome in list(self._outcomes.items()) if outcome.done()]

    @property
    def under_way(self) -> list[str]:
        return list(self._began)

    @property
    def elapsed(self) -> dict[str, float]:
        """The seconds since each experiment under way began, the oldest first."""
        now = self._clock()
        return {name: now - began for name, began in dict(self._began).items()}

    @property
    def took(self) -> dict[str, float]:
        """The seconds that each experiment took, in the order in which they ended; also of those that broke off."""
        return dict(self._took)

    def record_of(self, name: str, world: World) -> Evidence:
        """The record of an experiment, which runs when it is first asked for."""
        wanted = self.catalogue.find(name)
        try:
            if name not in self._outcomes:
                self._begin(wanted, world)
            return self._outcomes[name].result()
        except RobotError:
            self.over.set()
            raise
        except Inconclusive as reason:
            raise Inconclusive(f"experiment '{name}': {reason}") from None
        except Exception as error:
            raise AssertionError(f"experiment '{name}' could not be carried through: {error}") from error

    def _begin(self, wanted: Experiment, world: World) -> None:
        """If it is apart, all others of the run that are apart begin with it, and all that are alone come before."""
        others = [self.catalogue.find(name) for name in self._planned if name not in self._outcomes]
        if wanted.apart:
            for each in filter(lambda other: other.alone, others):
                self._carry_out_here(each, world)
        if wanted.alone:
            futures.wait(list(self._outcomes.values()))
        beside = [other for other in others if other.apart and other.name != wanted.name] if wanted.apart else []
        if beside:
            self._begin_together(sorted([wanted, *beside], key=lambda each: not each.long), world)
        else:
            self._carry_out_here(wanted, world)

    def _carry_out_here(self, wanted: Experiment, world: World) -> None:
        done = Future[Evidence]()
        self._carry_out(wanted, world, done)
        self._outcomes[wanted.name] = done

    def _begin_together(self, wanted: Sequence[Experiment], world: World) -> None:
        """A few lanes work through the list. They end with the process; the ledger heals what they broke."""
        waiting = deque(wanted)
        self._outcomes.update({each.name: Future() for each in wanted})

        def lane() -> None:
            while each := _next(waiting):
                self._carry_out(each, world, self._outcomes[each.name])
            self._when_idle()

        for _ in range(min(self.lanes, len(wanted))):
            threading.Thread(target=lane, daemon=True).start()

    def _carry_out(self, wanted: Experiment, world: World, done: Future[Evidence]) -> None:
        if self.over.is_set():
            done.set_exception(Inconclusive("the run was stopped before it began"))
            return
        began = self._began[wanted.name] = self._clock()
        try:
            record = self._recorded(wanted, world, wanted.inputs)
            if wanted.alone and record.machine is not None and record.machine.busy:
                record = self._recorded(wanted, world, {**wanted.inputs, "repeated, since": str(record.machine)})
            done.set_result(record)
        except RobotError as stopped:
            done.set_exception(stopped)
            raise
        except Exception as error:
            done.set_exception(error)
        finally:
            if done.done() and not isinstance(done.exception(), RobotError):
                self._took[wanted.name] = self._clock() - began
            del self._began[wanted.name]

    def _recorded(self, wanted: Experiment, world: World, inputs: dict[str, Any]) -> Evidence:
        recording = self.recorder.experiment(wanted.name, inputs, wanted.observes)
        with recording as record, possible(*wanted.observes):
            self.records[wanted.name] = record
            record.alone = wanted.alone
            record.controls, record.informs = wanted.limits, self.catalogue.information(wanted)
            if wanted.work is None:
                self.robots.carry_out(wanted, world)
            else:
                wanted.work(world)
            hold_controls(record)
        return record


def _next(waiting: deque[Experiment]) -> Experiment | None:
    try:
        return waiting.popleft()
    except IndexError:  # another lane may have taken the last one
        return None


def hold_controls(record: Evidence) -> None:
    """Raise if a control fails: then the experiment could not have failed either."""
    if failed := failed_control(record):
        raise Inconclusive(f"its control failed, so it shows nothing: {failed}")


def observation(record: Evidence, name: str) -> Observation:
    for seen in record.observations:
        if seen.name == name:
            return seen
    raise AssertionError(f"experiment '{record.name}' ended without observing {name!r}")
