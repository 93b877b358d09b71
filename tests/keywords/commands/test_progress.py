"""What `countersign run` shows while it runs. A clock is moved; nothing sleeps but the test of the thread."""

import io
import re
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from robot import result, running

from keywords.commands import progress
from keywords.commands.progress import CLEARED, Progress, in_room, minutes
from keywords.proof import hook
from keywords.running import durations
from keywords.running.catalogue import Experiment
from keywords.safety import ledger

SPEC = """
*** Settings ***
Test Template    Experiment Shows

*** Test Cases ***
No Job Is Lost
    the database away    jobs lost    ==    0 jobs
All Documents Complete
    the database away    documents embedded    ==    100 %
Chunks Survive
    the storage away    chunks lost    ==    0 chunks
A User Signs In
    [Template]    NONE
    Log    in
At Night
    [Tags]    nightly
    a hundred random kills    jobs lost    ==    0 jobs
"""
AWAY = ["the database away", "the storage away"]


class Terminal(io.StringIO):
    def __init__(self, watched: bool) -> None:
        super().__init__()
        self.watched = watched

    def isatty(self) -> bool:
        return self.watched

    @property
    def lines(self) -> list[str]:
        """What stays above the live line."""
        return [line.rsplit(CLEARED, 1)[-1] for line in self.getvalue().split("\n")[:-1]]

    @property
    def live(self) -> str:
        """The line on which the cursor stands."""
        return self.getvalue().rsplit("\n", 1)[-1].rsplit(CLEARED, 1)[-1]


class FakeScheduler:
    lanes = 2

    def __init__(self) -> None:
        self.catalogue = {name: Experiment(name, "", (), {}, lambda _: None, True, False) for name in AWAY}
        self.planned: list[str] = list(AWAY)
        self.took: dict[str, float] = {}
        self.elapsed: dict[str, float] = {}

    @property
    def under_way(self) -> list[str]:
        return list(self.elapsed)


class Shown:
    """A progress, and all that surrounds it: Robot, the run, a clock, a terminal."""

    def __init__(self, watched: bool) -> None:
        self.now = 0.0
        self.terminal = Terminal(watched)
        self.scheduler = FakeScheduler()
        self.run: Any = SimpleNamespace(environment=SimpleNamespace(name="embedded"), scheduler=self.scheduler)
        self.dry = False
        self.progress = Progress(self.terminal, lambda: self.now)
        self.suite = running.TestSuite.from_string(SPEC)
        self.suite.name = "Outages"

    def begin(self) -> "Shown":
        self.progress.start_suite(self.suite, result.TestSuite())
        return self

    def start(self, number: int) -> running.TestCase:
        test = self.suite.tests[number]
        self.progress.start_test(test, result.TestCase())
        return cast(running.TestCase, test)

    def check(self, number: int, status: str = "PASS", message: str = "", seconds: float = 0) -> None:
        test = self.start(number)
        self.now += seconds
        self.progress.end_test(test, result.TestCase(status=status, message=message))

    def wait(self, seconds: float) -> None:
        self.now += seconds
        for name in self.scheduler.elapsed:
            self.scheduler.elapsed[name] += seconds
        self.progress.tick()


Showing = Callable[[bool], Shown]


@pytest.fixture
def showing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Showing:
    monkeypatch.setenv(ledger.VARIABLE, str(tmp_path))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(progress, "PERIOD", 3600)  # the tests tick

    def made(watched: bool) -> Shown:
        shown = Shown(watched)

        class Robot:
            @property
            def dry_run_active(self) -> bool:
                return shown.dry

            def get_variable_value(self, _name: str) -> dict[str, list[str]]:
                return {"include": []}

            def get_library_instance(self, name: str) -> Any:
                assert name == progress.RECORDING
                if shown.run is None:
                    raise RuntimeError(f"No library '{name}' found.")
                return SimpleNamespace(run=shown.run)

        monkeypatch.setattr(progress, "BuiltIn", Robot)
        return shown

    return made


@pytest.fixture
def watched(showing: Showing) -> Shown:
    return showing(True).begin()


@pytest.fixture
def alone(showing: Showing) -> Shown:
    return showing(False).begin()


# On a terminal


def test_the_live_line_counts_checks_and_experiments_and_names_what_runs(watched: Shown) -> None:
    watched.check(3)
    watched.scheduler.elapsed = dict.fromkeys(AWAY, 0)
    watched.start(0)
    watched.wait(72)
    watched.scheduler.took["the database away"] = watched.scheduler.elapsed.pop("the database away")
    watched.start(2)
    assert re.fullmatch(
        r"\[1/4 checks, 1/2 experiments, 1:12, about \d:\d[05] left\] the storage away", watched.terminal.live
    )


def test_the_experiment_that_the_check_waits_for_comes_first(watched: Shown) -> None:
    watched.scheduler.elapsed = dict.fromkeys(AWAY, 0)
    watched.start(2)
    assert watched.terminal.live.endswith("] the storage away, the database away")


def test_where_no_experiment_runs_the_check_is_named(watched: Shown) -> None:
    watched.start(3)
    assert watched.terminal.live.endswith("] A User Signs In")


def test_the_live_line_is_redrawn_in_place_while_a_check_waits(watched: Shown) -> None:
    watched.start(0)
    seen = []
    for _ in range(3):
        watched.wait(1)
        seen.append(watched.terminal.live)
    assert [re.findall(r"\d:\d\d", line)[0] for line in seen] == ["0:01", "0:02", "0:03"]
    assert "\n" not in watched.terminal.getvalue()


@pytest.mark.parametrize("columns", [30, 60, 80, 200])
def test_the_live_line_never_wraps(watched: Shown, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    watched.scheduler.elapsed = {f"an experiment with a rather long name {number}": 1 for number in range(9)}
    watched.start(0)
    assert len(watched.terminal.live) < columns


@pytest.mark.parametrize(
    ("status", "message", "lines"),
    [
        ("PASS", "fine", ["✓ No Job Is Lost"]),
        ("FAIL", "jobs lost: expected == 0\nmore", ["✗ No Job Is Lost", "      jobs lost: expected == 0"]),
        ("SKIP", "no browser", ["○ No Job Is Lost", "      no browser"]),
        ("FAIL", "", ["✗ No Job Is Lost", "      FAIL"]),
        ("NOT RUN", "", ["? No Job Is Lost", "      NOT RUN"]),
    ],
)
def test_each_check_leaves_its_mark_and_the_first_line_of_its_failure(
    watched: Shown, status: str, message: str, lines: list[str]
) -> None:
    watched.check(0, status, message)
    assert watched.terminal.lines == lines


def test_nothing_is_left_of_the_live_line_at_the_end(watched: Shown) -> None:
    watched.start(0)
    watched.progress.end_suite(watched.suite, result.TestSuite())
    assert watched.terminal.live == ""
    before = watched.terminal.getvalue()
    watched.progress.close()
    assert watched.terminal.getvalue() == before


# Where no one watches


def test_each_check_has_one_line(alone: Shown) -> None:
    alone.check(0, seconds=72)
    alone.scheduler.took = dict.fromkeys(AWAY, 36.0)
    alone.check(1)
    alone.check(3, "FAIL", "no session\nmore")
    assert alone.terminal.lines[1:] == [
        "✓ [2/4 checks, 2/2 experiments, 1:12, about 0:05 left]  All Documents Complete",
        "✗ [3/4 checks, 2/2 experiments, 1:12, about 0:05 left]  A User Signs In",
        "      no session",
    ]
    assert "\033" not in alone.terminal.getvalue()


def test_after_15_quiet_seconds_a_line_says_what_runs(alone: Shown) -> None:
    alone.scheduler.elapsed = dict.fromkeys(AWAY, 0)
    alone.start(2)
    for _ in range(29):
        alone.wait(1)
    assert len(alone.terminal.lines) == 1
    alone.wait(1)
    assert len(alone.terminal.lines) == 2
    for line, passed in zip(alone.terminal.lines, ("0:15", "0:30"), strict=True):
        assert line.startswith(f"… [0/4 checks, 0/2 experiments, {passed}, about 0:")
        assert line.endswith("]  the storage away, the database away")


def test_a_check_that_ends_is_no_quiet(alone: Shown) -> None:
    for number in range(3):
        alone.wait(14)
        alone.check(number)
    assert [line[0] for line in alone.terminal.lines] == ["✓"] * 3


# The estimate


def test_no_time_left_is_shown_before_there_is_a_run(showing: Showing) -> None:
    shown = showing(False)
    shown.run = None
    shown.begin().check(0, seconds=1)
    assert shown.terminal.lines == ["✓ [1/4 checks, 0:01]  No Job Is Lost"]


def test_no_time_left_is_shown_while_the_environment_starts(showing: Showing) -> None:
    shown = showing(True)
    shown.scheduler.planned = []
    shown.suite.setup.config(name="Make The Environment Ready")
    shown.begin().wait(3)
    assert shown.terminal.live == "[0/4 checks, 0:03] Outages …"


def test_a_dry_run_has_no_estimate_and_remembers_nothing(showing: Showing) -> None:
    shown = showing(False)
    shown.dry = True
    shown.begin().check(0)
    shown.scheduler.took["the database away"] = 1.0
    shown.progress.close()
    assert shown.terminal.lines == ["✓ [1/4 checks, 0:00]  No Job Is Lost"]
    assert not durations.path().exists()


def test_nothing_is_left_once_the_last_check_has_ended(alone: Shown) -> None:
    alone.scheduler.took = dict.fromkeys(AWAY, 20.0)
    for number in range(4):
        alone.check(number)
    assert "left" in alone.terminal.lines[-2]
    assert alone.terminal.lines[-1] == "✓ [4/4 checks, 2/2 experiments, 0:00]  A User Signs In"


def test_a_run_remembers_its_times_and_the_next_one_reckons_with_them(showing: Showing) -> None:
    first = showing(False).begin()
    first.scheduler.took = {"the database away": 100.0, "the storage away": 60.0}
    first.progress.close()
    second = showing(True).begin()
    second.start(0)
    assert "about 1:45 left" in second.terminal.live, "the longest, beside the other; and a sentence"


def test_a_run_without_experiments_leaves_no_file(alone: Shown) -> None:
    alone.check(3)
    alone.progress.close()
    assert not durations.path().exists()


def test_a_broken_pipeline_teaches_nothing_about_times(alone: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(hook.MARKS, "/somewhere")
    alone.scheduler.took["the database away"] = 900.0
    alone.progress.close()
    assert durations.known("embedded") == {}


def test_checks_of_the_night_are_not_counted(alone: Shown) -> None:
    alone.check(3)
    assert alone.terminal.getvalue().startswith("✓ [1/4 checks")


# The thread


def test_the_thread_goes_on_after_an_error_and_ends_with_the_run(
    showing: Showing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PERIOD", 0.001)
    shown, ticks, enough = showing(True), list[int](), threading.Event()

    def tick() -> None:
        ticks.append(1)
        if len(ticks) > 2:
            enough.set()
        raise ValueError("I/O operation on closed file")

    monkeypatch.setattr(shown.progress, "tick", tick)
    before = set(threading.enumerate())
    shown.begin()
    (thread,) = set(threading.enumerate()) - before
    assert thread.daemon, "it never keeps the process alive"
    assert enough.wait(20)
    monkeypatch.setattr(progress, "PERIOD", 20)
    shown.progress.close()
    assert not thread.is_alive()


def test_a_progress_that_never_began_can_be_closed(showing: Showing) -> None:
    showing(True).progress.close()


# Words


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00"), (7.9, "0:07"), (72, "1:12"), (3599, "59:59"), (3725, "1:02:05")]
)
def test_time_is_written_as_on_a_clock(seconds: float, said: str) -> None:
    assert minutes(seconds) == said


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (40, "one, two, three"),
        (15, "one, two, three"),
        (14, "one, two, +1"),
        (11, "one, +2"),
        (7, "one, +2"),
        (4, "one…"),
    ],
)
def test_as_many_names_as_fit(width: int, said: str) -> None:
    assert in_room(["one", "two", "three"], width) == said


@given(st.lists(st.text("abc ", min_size=1), min_size=1), st.integers(1, 80))
def test_names_never_take_more_room_than_there_is(names: list[str], width: int) -> None:
    assert len(in_room(names, width)) <= width
