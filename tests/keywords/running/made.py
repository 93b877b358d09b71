"""Small experiments, and what a scheduler needs to run them in this process."""

from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

from keywords.checklists.figures import Figure
from keywords.checklists.requirements import catalogue as requirements
from keywords.environments.environment import Environment
from keywords.evidence.machine import Watch
from keywords.evidence.model import Evidence
from keywords.evidence.observing import count
from keywords.evidence.recorder import Recorder
from keywords.running.catalogue import Catalogue, Work, experiment
from keywords.running.run import Run
from keywords.running.scheduler import Scheduler
from keywords.safety.guard import Guard
from keywords.safety.ledger import OwnLedger
from keywords.stacks.running import Running
from keywords.world import World
from tests.keywords.evidence.recorded import good

ALL = [*requirements()]  # the requirements that these figures may speak for
LOST = Figure(name="jobs lost", unit="jobs", measures=ALL)
FOUND = Figure(name="jobs found", unit="jobs", measures=ALL)
WAITING = Figure(name="waiting time", unit="ms", measures=ALL)
FIGURES = (LOST, FOUND, WAITING)
SECONDS = 20  # until a test gives up waiting for another thread


def module(*works: Work, figures: Iterable[Figure] = FIGURES) -> ModuleType:
    """A module that declares these experiments."""
    found = ModuleType("made")
    vars(found).update({f"work_{number}": work for number, work in enumerate(works)}, FIGURES=list(figures))
    return found


def catalogue(*works: Work, figures: Iterable[Figure] = FIGURES) -> Catalogue:
    return Catalogue.of([module(*works, figures=figures)])


def environment(name: str = "here", api: str = "http://127.0.0.1:9") -> Environment:
    start = {"kind": "running", "addresses": {"api": api}}
    return Environment.model_validate(
        {"name": name, "title": "", "decides": "ready", "stands_for": "docker", "start": start}
    )


def world() -> World:
    here = environment()
    return World(here, Running(here.name, here.start.addresses), Guard(here), OwnLedger())


def run(*works: Work, name: str = "here", api: str = "", results: Path | None = None, lanes: int = 2) -> Run:
    return Run(environment(name, api), catalogue(*works), results=results, name=f"run of {name}", lanes=lanes)


def scheduler(
    *works: Work,
    lanes: int = 2,
    results: Path | None = None,
    when_idle: Callable[[], None] = lambda: None,
    watch: Watch | None = None,
) -> Scheduler:
    """It plans all of these, in their order."""
    known = catalogue(*works)
    made = Scheduler(known, Recorder(results, catalogue=known.figures, watch=watch), lanes=lanes, when_idle=when_idle)
    made.plan(known)
    return made


def named(
    name: str, work: Callable[[], object], *, apart: bool = True, long: bool = False, alone: bool = False
) -> Work:
    """An experiment of this name that sees no job lost once its work is done."""

    @experiment(name, [LOST.name, FOUND.name], apart=apart and not alone, long=long, alone=alone)
    def made(_: World) -> None:
        work()
        count(LOST.name, good(0, of=5))

    return made


def nothing() -> None:
    pass


def values(record: Evidence) -> list[float | bool | str]:
    return [seen.value for seen in record.observations]
