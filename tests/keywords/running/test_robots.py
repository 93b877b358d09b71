"""Robots as their run sees them: what they say at the end is heard, and their original ends with the run."""

import threading
from multiprocessing.connection import Connection, Pipe
from typing import IO, Any, cast

import psutil
import pytest

from keywords.basics.errors import Inconclusive, OwnFault
from keywords.basics.waiting import eventually
from keywords.evidence.model import Evidence, identifier, now
from keywords.running.original import Original
from keywords.running.robots import Charter, Done, Order, Robot

SECONDS = 60
CHARTER = cast(Charter, "what a robot has to know")
ORDER = Order("five jobs", "Five Jobs", "jobs.resource", {}, ("jobs lost",))
LEFT = ["The stack faults-1 is still there."]


class Far:
    """Stands for the original, and for the robot at the other end of the line."""

    last_error = ""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.errors: IO[str] | None = None

    def copy(self, errors: IO[str]) -> "Connection[Any, Any]":
        line, self.line = Pipe()
        self.errors = errors
        return line

    def hear(self) -> Any:
        self.heard.append(self.line.recv())
        return self.heard[-1]


@pytest.fixture
def far() -> Far:
    return Far()


@pytest.fixture
def robot(far: Far) -> Robot:
    made = Robot(cast(Original, far), CHARTER)
    assert far.hear() == CHARTER
    return made


def done() -> Done:
    return Done(
        Evidence(id=identifier("experiment", "x"), kind="experiment", name="x", run="", environment="", started=now()),
        None,
    )


class Lane:
    """A thread that waits for an experiment."""

    def __init__(self, robot: Robot) -> None:
        self.outcome: Any = None
        self._thread = threading.Thread(target=self._carry_out, args=[robot])
        self._thread.start()

    def _carry_out(self, robot: Robot) -> None:
        try:
            self.outcome = robot.carry_out(ORDER)
        except Exception as error:
            self.outcome = error

    def wait(self) -> Any:
        self._thread.join(SECONDS)
        return self.outcome


def ended_beside(robot: Robot) -> threading.Thread:
    ending = threading.Thread(target=robot.end)
    ending.start()
    return ending


def test_the_last_words_of_a_robot_that_is_ended_at_work_are_heard(robot: Robot, far: Far) -> None:
    lane = Lane(robot)
    assert far.hear() == ORDER
    ending = ended_beside(robot)
    assert far.hear() is None
    far.line.send(LEFT)
    far.line.close()
    ending.join(SECONDS)
    assert robot.left_behind == LEFT
    assert isinstance(lane.wait(), Inconclusive)


def test_the_last_words_of_a_robot_that_is_done_at_that_moment_are_heard(robot: Robot, far: Far) -> None:
    lane = Lane(robot)
    assert far.hear() == ORDER
    ending = ended_beside(robot)
    assert far.hear() is None
    far.line.send(done())
    far.line.send(LEFT)
    far.line.close()
    ending.join(SECONDS)
    assert robot.left_behind == LEFT
    assert isinstance(lane.wait(), Done), "the experiment has ended"


def test_a_robot_with_nothing_to_do_says_what_it_left(robot: Robot, far: Far) -> None:
    far.line.send(LEFT)
    far.line.close()
    robot.end()
    assert robot.left_behind == LEFT


def test_a_robot_that_ends_by_itself_is_a_fault_of_the_suite(robot: Robot, far: Far) -> None:
    assert far.errors is not None
    far.errors.write("Traceback\nMemoryError\n\n")
    far.errors.flush()
    far.line.close()
    with pytest.raises(OwnFault, match="the robot ended before the experiment did: MemoryError"):
        robot.carry_out(ORDER)


def test_an_original_that_cannot_begin_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keywords.running.original.MODULE", "keywords.libraries.no_such_module")
    original = Original()
    robot = Robot(original, CHARTER)
    with pytest.raises(OwnFault, match=r"No module named keywords[.]libraries[.]no_such_module"):
        robot.carry_out(ORDER)
    robot.end()
    original.end()


def test_an_original_has_one_thread_and_ends_with_its_run() -> None:
    """A thread would not be there in a copy, and what it holds would stay locked."""
    original = Original()
    process = psutil.Process(original._process.pid)
    robots = [Robot(original, CHARTER) for _ in range(2)]  # each ends at once, since nobody can work by this charter
    for robot in robots:
        with pytest.raises(OwnFault, match=r"the robot ended before the experiment did: .*'str'"):
            robot.carry_out(ORDER)
    assert process.num_threads() == 1
    eventually(process.children, lambda left: not left, "no robot to be left", SECONDS)
    original.end()
    assert not process.is_running()
