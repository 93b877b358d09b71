"""Experiments that are told in steps, and a sentence that is."""

from robot.api.deco import keyword, library

from keywords.basics.errors import Inconclusive
from keywords.checklists.figures import Figure
from keywords.checklists.requirements import catalogue
from keywords.evidence.observing import count, timing
from keywords.evidence.steps import step
from keywords.libraries.base import Library
from keywords.running.catalogue import experiment
from keywords.world import World
from tests.suite.libraries.joining import joined

FIGURES = [
    Figure(name="jobs lost", unit="jobs", measures=[*catalogue()]),
    Figure(name="waiting time", unit="ms", measures=[*catalogue()]),
]


@experiment("in a thread of its own", ["jobs lost", "waiting time"], apart=True)
def apart(_: World) -> None:
    """A user uploads and asks."""
    with step("Sign in as a new user", "jo@example.com"):
        pass
    with step("Upload a ${document}", "a.pdf", "x=${y}") as done, step("Send the bytes"):
        done.saw("job 7")
    try:
        with step("Open another user's document"):
            raise AssertionError("it is <hidden>")
    except AssertionError:
        pass
    count("jobs lost", 0, of=5)
    timing("waiting time", [100.0, 120.0])


@experiment("in another thread", ["jobs lost"], apart=True)
def beside(_: World) -> None:
    """Somebody else does something at the same time."""
    with step("Sign in as somebody else"):
        count("jobs lost", 0, of=5)


@experiment("broken off", ["jobs lost"])
def broken(_: World) -> None:
    with step("Stop a service", "worker"):
        pass
    with step("Wait until the fault bites"):
        raise Inconclusive("nobody noticed")


@library(scope="GLOBAL")
class stepping(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def somebody_asks(self) -> None:
        with step("Ask the agent", "Who?") as done:
            done.saw("Jo")
        self.run.recorder.expect("who it is", "Jo", "Jo")


joined(__name__)
