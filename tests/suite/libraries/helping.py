"""Keywords that end badly, and experiments that do."""

import os
import signal
import threading
from pathlib import Path
from typing import NoReturn

from robot.api.deco import keyword

from keywords.basics.errors import Absent, Inconclusive
from keywords.checklists.figures import Figure
from keywords.checklists.requirements import catalogue
from keywords.evidence.observing import count, possible, share, timing
from keywords.running.catalogue import control, experiment
from keywords.running.scheduler import MOST
from keywords.world import World
from tests.keywords.evidence.recorded import good
from tests.suite.libraries.joining import joined

ROBOT_AUTO_KEYWORDS = False
SECONDS = 200  # until an experiment gives up waiting for another
FIGURES = [
    Figure(name="jobs lost", unit="jobs", measures=[*catalogue()]),
    Figure(name="jobs found", unit="jobs", measures=[*catalogue()]),
    Figure(name="facts found", unit="%", measures=[*catalogue()]),
    Figure(name="waiting time", unit="ms", measures=[*catalogue()]),
    Figure(name="throughput", unit="operations", measures=[*catalogue()]),
]


@keyword
def leave_open(reason: str) -> NoReturn:
    raise Inconclusive(reason)


@keyword
def break_off(message: str) -> NoReturn:
    raise RuntimeError(message)


@keyword
def end_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@keyword
def leak() -> NoReturn:
    token = os.environ["CHILD_TOKEN"]
    print(f"spoken: {token}")  # noqa: T201 (a leak)
    raise RuntimeError(f"refused: {token}")


@keyword
def give_token() -> str:
    return os.environ["CHILD_TOKEN"]


@keyword
def take(value: str) -> int:
    return len(value)


@experiment("nobody at home", ["documents embedded"])
def nobody(_: World) -> None:
    share("documents embedded", [])


@experiment("outage without effect", ["jobs lost"])
def harmless(_: World) -> None:
    count("jobs lost", good(0, of=5))
    raise Inconclusive("the fault had no observed effect: 0 of 5 calls were refused")


@experiment("broken midway", ["jobs lost"])
def broken(_: World) -> None:
    count("jobs lost", good(0, of=5))
    raise ConnectionError("the proxy went away")


@experiment("misspelt", ["jobs lost"])
def misspelt(_: World) -> None:
    count("jobs lost", good({"lost": 0}["lots"], of=5))


@experiment("half of it", ["jobs lost", "facts found", "jobs found"])
def half(_: World) -> None:
    count("jobs lost", good(0, of=5))
    with possible("facts found"):
        raise Absent("there is no search here")
    count("jobs found", good(5, of=5))


@experiment("cut off", ["jobs lost", "jobs found"])
def cut_off(_: World) -> None:
    count("jobs lost", good(0, of=5))
    raise Absent("there is no list here")


@experiment("nothing to find", [control("jobs found", ">= 5 jobs"), "jobs lost"])
def nothing_to_find(_: World) -> None:
    count("jobs lost", good(0, of=5))
    count("jobs found", good(2, of=5))


@experiment("five jobs", ["jobs lost", "waiting time", "throughput"])
def five(_: World) -> None:
    _note("once")
    count("jobs lost", good(0, of=5))
    timing("waiting time", [120.0] * 5)


def until_over(_: World) -> None:
    _note("begun")
    ALL_LANES.wait(SECONDS)
    RUN.scheduler.over.wait(SECONDS)


def _note(word: str) -> None:
    """Leave a word in the file that the test reads."""
    with Path(os.environ["CHILD_COUNT"]).open("a", encoding="utf-8") as written:
        written.write(f"{word} ")


def interrupt() -> None:
    _note(f"lanes: {RUN.scheduler.lanes}")
    os.kill(os.getpid(), signal.SIGINT)


for number in range(MOST + 4):  # more than there are lanes
    experiment(f"until over {number}", ["jobs found"], apart=True)(until_over)
RUN = joined(__name__)
ALL_LANES = threading.Barrier(RUN.scheduler.lanes, action=interrupt)  # at the moment when every lane is in use
