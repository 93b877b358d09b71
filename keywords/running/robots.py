"""Robots: processes that carry out the experiments written in Robot, one after another, for the run that started them.

A robot works on a stack of its own if the experiment asks for one, and on the run's own stack otherwise. It keeps a
ledger of its own, and heals what it broke when its run ends, however that ends.
"""

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from keywords.basics.errors import Absent, Inconclusive, OwnFault
from keywords.basics.secrets import mask
from keywords.basics.waiting import TooLate
from keywords.checklists.figures import Figures
from keywords.environments import Environment
from keywords.evidence.model import Evidence
from keywords.evidence.recorder import Recorder, page
from keywords.running.catalogue import Experiment
from keywords.running.original import Original, last_line
from keywords.stacks.protocol import Setting
from keywords.world import World

MODULE = "keywords.libraries.robot_process"  # what a robot runs
LAST_WORDS_SECONDS = 60  # for a robot to heal what it broke
KNOWN = (Absent, OwnFault, Inconclusive)  # reasons that arrive as they were


@dataclass(frozen=True)
class Charter:
    """What a robot has to know of its run. Its secrets come from where the run has them, never from here."""

    environment: Environment
    figures: Figures
    where: dict[str, Any]  # the run's own stack
    settings: Mapping[str, Setting]
    seed: int
    results: Path | None
    run: str


@dataclass(frozen=True)
class Order:
    """One experiment to carry out."""

    name: str
    keyword: str
    file: str  # the resource that holds the keyword
    inputs: dict[str, Any]
    observes: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """What was observed, and what kept the experiment from its end."""

    record: Evidence
    error: Exception | None


class Robot:
    """One such process, as its run sees it."""

    def __init__(self, original: Original, charter: Charter) -> None:
        self._original, self._errors = original, TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (lives as long)
        self._line = original.copy(self._errors)
        self._idle = threading.Event()  # nobody waits for its words
        self._idle.set()
        self._ending, self._ended = threading.Lock(), False
        self.left_behind: list[str] = []
        with suppress(OSError):  # it has ended, and the first order shows why
            self._line.send(charter)

    def carry_out(self, order: Order) -> Done:
        self._idle.clear()
        try:
            self._line.send(order)
            said = self._line.recv()
            if not isinstance(said, Done):
                self.left_behind = said
        except (EOFError, OSError):
            raise OwnFault(f"the robot ended before the experiment did: {self._last_error()}") from None
        finally:
            self._idle.set()
        if isinstance(said, Done):
            return said
        raise Inconclusive("the run was stopped before the experiment ended")

    def end(self) -> None:
        """End the process once it has healed what it broke; what it could not is `left_behind`, in sentences."""
        with self._ending:  # a lane with nothing left to do, and the end of the run, may both ask for it
            if not self._ended:
                self._end()
            self._ended = True

    def _end(self) -> None:
        with suppress(OSError):
            self._line.send(None)
        if not self._idle.wait(LAST_WORDS_SECONDS):  # the lane of an experiment under way may hear the last words
            return
        with suppress(EOFError, OSError):  # its line ends when it does
            while self._line.poll(LAST_WORDS_SECONDS):
                if not isinstance(said := self._line.recv(), Done):
                    self.left_behind = said

    def _last_error(self) -> str:
        return last_line(self._errors) or self._original.last_error or "it gave no reason"


class Robots:
    """The robots of one run. One that is free is used again."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._free: list[Robot] = []
        self._all: list[Robot] = []
        self._changing = threading.Lock()
        self._original: Original | None = None

    def load(self) -> Original:
        """Load what robots need, if nobody has asked for it yet. Nothing waits for it."""
        with self._changing:
            if self._original is None:
                self._original = Original()
            return self._original

    @property
    def left_behind(self) -> list[str]:
        """What robots that have ended could not undo, in sentences."""
        with self._changing:
            return [sentence for robot in self._all for sentence in robot.left_behind]

    def carry_out(self, wanted: Experiment, world: World) -> None:
        """Carry out an experiment, and put what it observed on the page of this thread."""
        robot = self._next(world)
        order = Order(wanted.name, wanted.keyword, str(wanted.file), wanted.inputs, wanted.observes)
        done = robot.carry_out(order)
        record, seen = page().record, done.record
        record.observations += seen.observations
        record.steps += seen.steps
        record.made_on += seen.made_on
        record.timeline = seen.timeline
        record.sides |= seen.sides
        record.http, record.pictures = seen.http, seen.pictures
        with self._changing:
            self._free.append(robot)
        if done.error:
            raise done.error

    def end_free(self) -> None:
        """End the robots that do nothing. Call it when no further experiment will need one."""
        with self._changing:
            free, self._free = self._free, []
        for robot in free:
            robot.end()

    def end(self) -> None:
        """End all of them."""
        with self._changing:
            every, self._free = list(self._all), []
            original, self._original = self._original, None
        for robot in every:
            robot.end()
        if original:
            original.end()

    def _next(self, world: World) -> Robot:
        with self._changing:
            if self._free:
                return self._free.pop()
        stack, recorder = world.stack, self._recorder
        robot = Robot(
            self.load(),
            Charter(
                world.environment,
                recorder.figures,
                stack.where(),
                dict(stack.settings),
                world.seed,
                recorder.results,
                recorder.run,
            ),
        )
        with self._changing:
            self._all.append(robot)
        return robot


def portable(error: Exception) -> Exception:
    """The same reason, masked, in a form that every process understands."""
    said = mask(str(error))
    if isinstance(error, TooLate):
        return TooLate(said, error.seconds)
    for kind in KNOWN:
        if isinstance(error, kind):
            return kind(said)
    return AssertionError(said if isinstance(error, AssertionError) else f"{type(error).__name__}: {said}")
