"""An experiment that breaks off, or a run that is stopped: what stays on record, and what goes on."""

import threading
from pathlib import Path

import pytest
from robot.errors import RobotError

from keywords.basics.errors import Absent, Inconclusive
from keywords.basics.words import Verdict
from keywords.evidence.model import load_all
from keywords.evidence.observing import count
from keywords.running.catalogue import Work, experiment
from keywords.running.scheduler import observation
from keywords.world import World
from tests.keywords.evidence.recorded import good
from tests.keywords.running.made import FOUND, LOST, SECONDS, named, nothing, scheduler, values, world


def test_a_failing_experiment_fails_only_its_own_rows() -> None:
    def fail() -> None:
        raise ConnectionError("the ground gave way")

    def leave_open() -> None:
        raise Inconclusive("no browser is installed")

    def look_up() -> None:
        raise KeyError("colour")

    works = [named("broken", fail), named("open", leave_open), named("missing", look_up), named("sound", nothing)]
    known, here = scheduler(*works), world()
    with pytest.raises(AssertionError, match="'broken' could not be carried through: the ground gave way"):
        known.record_of("broken", here)
    with pytest.raises(Inconclusive, match=r"^experiment 'open': no browser is installed"):
        known.record_of("open", here)
    with pytest.raises(
        Inconclusive, match=r"'missing': Countersign failed in .*test_breaking_off.py:\d+: KeyError: 'colour'"
    ):
        known.record_of("missing", here)
    assert values(known.record_of("sound", here)) == [0]


@pytest.mark.parametrize(
    ("error", "verdict", "reason"),
    [
        (ConnectionError("it went away"), Verdict.FAIL, "ConnectionError: it went away"),
        (AssertionError("a job was lost"), Verdict.FAIL, "AssertionError: a job was lost"),
        (Inconclusive("it had no effect"), Verdict.INCONCLUSIVE, "it had no effect"),
        (ZeroDivisionError("by nothing"), Verdict.INCONCLUSIVE, "ZeroDivisionError: by nothing"),
    ],
)
@pytest.mark.parametrize("apart", [False, True])
def test_what_was_observed_before_it_broke_off_stays_on_record(
    tmp_path: Path, apart: bool, error: Exception, verdict: Verdict, reason: str
) -> None:
    @experiment("broken midway", [LOST.name, FOUND.name], apart=apart)
    def broken(_: World) -> None:
        count(LOST.name, good(2, of=5))
        raise error

    known = scheduler(broken, named("beside", nothing), results=tmp_path)
    with pytest.raises((AssertionError, Inconclusive)):
        known.record_of("broken midway", world())
    record = next(each for each in load_all(tmp_path) if each.name == "broken midway")
    assert [(seen.name, seen.value, seen.population) for seen in record.observations] == [(LOST.name, 2, 5)]
    (said,) = record.reasons
    assert (record.verdict, said.endswith(reason)) == (verdict, True)
    assert record.finished is not None


def test_what_the_environment_lacks_leaves_the_other_figures_seen_in_no_case() -> None:
    @experiment("cut off", [LOST.name, FOUND.name])
    def cut_off(_: World) -> None:
        count(LOST.name, good(0, of=5))
        raise Absent("there is no list here")

    record = scheduler(cut_off).record_of("cut off", world())
    assert (observation(record, LOST.name).population, observation(record, FOUND.name).population) == (5, 0)
    assert observation(record, FOUND.name).detail == "there is no list here"
    assert record.verdict is Verdict.PASS


def test_a_figure_that_was_declared_and_not_observed_is_named() -> None:
    record = scheduler(named("five jobs", nothing)).record_of("five jobs", world())
    with pytest.raises(AssertionError, match="'five jobs' ended without observing 'jobs found'"):
        observation(record, FOUND.name)


# The end of a run


def test_a_stopped_run_begins_nothing_more() -> None:
    begun: list[str] = []
    both = threading.Barrier(2, action=lambda: known.over.set())  # the run is stopped once both lanes are in use

    def until_over(name: str) -> Work:
        def work() -> None:
            begun.append(name)
            both.wait(SECONDS)

        return named(name, work)

    names = [f"until over {number}" for number in range(6)]
    alone = named("alone", lambda: begun.append("alone"), apart=False)
    known = scheduler(*map(until_over, names), alone)
    known.record_of(names[0], world())
    for name in (*names[2:], "alone"):
        with pytest.raises(Inconclusive, match="the run was stopped before it began"):
            known.record_of(name, world())
    assert sorted(begun) == names[:2]


def test_an_interruption_by_robot_stops_the_run_and_is_on_record(tmp_path: Path) -> None:
    def interrupt() -> None:
        raise RobotError("Execution terminated by signal")

    known = scheduler(named("interrupted", interrupt, apart=False), results=tmp_path)
    with pytest.raises(RobotError):
        known.record_of("interrupted", world())
    assert known.over.is_set()
    (record,) = load_all(tmp_path)
    assert (record.verdict, record.reasons) == (Verdict.INCONCLUSIVE, ["the run was interrupted"])
