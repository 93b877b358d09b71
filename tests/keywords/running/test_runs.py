"""Runs in one process: each has its own environment, records, ledger, guard and fingerprint."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from keywords.basics.errors import Inconclusive, TestBedError
from keywords.cleaning import cleaner
from keywords.cleaning.cleaner import Kind
from keywords.evidence.model import load_all
from keywords.evidence.observing import count
from keywords.running.catalogue import Work, experiment
from keywords.running.run import Run
from keywords.safety import ledger
from keywords.safety.guard import Fault
from keywords.world import World
from tests.keywords.evidence.recorded import good
from tests.keywords.running.made import FOUND, LOST, SECONDS, run
from tests.tiny_api import serving


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ledgers of a test, and things to undo that need no pipeline."""
    monkeypatch.setenv(ledger.VARIABLE, str(tmp_path / "state"))
    monkeypatch.setitem(cleaner.KINDS, "thing", Kind(lambda thing, _: thing["left"], lambda thing: str(thing)))
    return tmp_path / "state"


@dataclass
class Pair:
    """Two runs whose experiments wait for each other, so that both are under way at the same time."""

    folder: Path
    addresses: tuple[str, str]
    both: threading.Barrier = field(default_factory=lambda: threading.Barrier(2))

    def works(self, number: int) -> list[Work]:
        """Experiments of one run; each writes its run's number into the record and into the ledger."""

        def meeting(name: str, apart: bool) -> Work:
            @experiment(name, [LOST.name, FOUND.name], apart=apart)
            def made(world: World) -> None:
                self.both.wait(SECONDS)
                count(LOST.name, good(number, of=5), detail=world.environment.name)
                world.ledger.note("thing", world.environment.name, {"left": f"{name} of run {number}"})
                self.both.wait(SECONDS)
                count(FOUND.name, good(10 * number, of=50))

            return made

        return [meeting("shared", False), meeting("apart", True), meeting("apart too", True)]

    def runs(self) -> list[Run]:
        made = []
        for number, address in enumerate(self.addresses, start=1):
            name, results = f"here-{number}", self.folder / f"results-{number}"
            one = run(*self.works(number), name=name, api=address, results=results, lanes=1)
            one.scheduler.plan(one.catalogue)
            one.make_ready(seed=number)
            made.append(one)
        return made


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[list[Run]]:
    with serving("One API") as one, serving("Another API") as other:
        yield Pair(tmp_path, (one, other)).runs()


def carry_out(one: Run) -> None:
    for name in one.scheduler.planned:
        one.scheduler.record_of(name, one.world)


def test_what_two_runs_observe_at_the_same_time_stays_apart(runs: list[Run], tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(carry_out, runs))
    for number, one in enumerate(runs, start=1):
        records = load_all(tmp_path / f"results-{number}")
        assert {record.name for record in records} == {"shared", "apart", "apart too"}
        assert {(record.run, record.environment) for record in records} == {(f"run of here-{number}", f"here-{number}")}
        for record in records:
            assert [(seen.name, seen.value) for seen in record.observations] == [
                (LOST.name, number),
                (FOUND.name, 10 * number),
            ]
            assert record.observations[0].detail == f"here-{number}"
        assert sorted(one.scheduler.done) == sorted(one.catalogue)


def test_what_two_runs_create_at_the_same_time_is_undone_by_each_for_itself(runs: list[Run], state: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(carry_out, runs))
    one, other = runs
    assert len(list(state.glob("*.jsonl"))) == 2
    assert cleaner.sweep() == cleaner.Cleaned(), "both live"
    for number, each in enumerate(runs, start=1):
        assert {entry.environment for entry in each.ledger.open} == {f"here-{number}"}
    assert sorted(cleaner.end(one.ledger, one.worlds).remains) == [
        "apart of run 1",
        "apart too of run 1",
        "shared of run 1",
    ]
    assert [entry.undo["left"] for entry in other.ledger.open if "run 1" in entry.undo["left"]] == []
    assert len(cleaner.end(other.ledger, other.worlds).remains) == 3
    assert list(state.iterdir()) == []


def test_each_run_knows_what_it_judged(runs: list[Run]) -> None:
    one, other = runs
    assert (one.fingerprint["api version"], other.fingerprint["api version"]) == ("One API 1", "Another API 1")
    assert one.fingerprint["api"] != other.fingerprint["api"]
    assert one.fingerprint["judged as"] == "docker"
    assert [each.world.environment.name for each in runs] == ["here-1", "here-2"]
    assert [each.world.seed for each in runs] == [1, 2]


def test_the_records_of_their_checks_stay_apart(runs: list[Run]) -> None:
    """Robot runs the checks of one run in one thread; here each run has a thread of its own."""
    both = threading.Barrier(2)

    def check(one: Run) -> list[float | bool | str]:
        one.recorder.begin_check("check/x", "X", "Suite", [], [])
        both.wait(SECONDS)
        one.recorder.observe("seen by", one.environment.name, population=1)
        both.wait(SECONDS)
        assert one.recorder.check is not None
        seen = [each.value for each in one.recorder.check.observations]
        one.recorder.end_check("PASS", "", body_failed=False)
        return seen

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(check, runs)) == [["here-1"], ["here-2"]]


def test_the_guard_of_one_does_not_speak_for_the_other(runs: list[Run]) -> None:
    one, other = runs
    assert one.guard is one.world.guard is not other.guard
    with pytest.raises(Inconclusive, match="here-1 does not allow 'kill worker'"):
        one.guard.allow(Fault("kill worker"))
    with pytest.raises(Inconclusive, match="here-2 does not allow 'kill worker'"):
        other.guard.allow(Fault("kill worker"))


def test_what_one_run_stops_goes_on_in_the_other(runs: list[Run]) -> None:
    one, other = runs
    one.scheduler.over.set()
    assert not other.scheduler.over.is_set()


# One run


def test_a_run_that_is_not_ready_says_which_line_the_suite_lacks() -> None:
    unready = run()
    assert (unready.ready, unready.worlds) == (False, [])
    with pytest.raises(TestBedError, match="Suite Setup    Make The Environment Ready"):
        _ = unready.world


def test_an_environment_is_made_ready_once(runs: list[Run]) -> None:
    one = runs[0]
    before = one.world
    assert one.make_ready(seed=99) is before
    assert one.world.seed == 1


def test_an_api_that_does_not_say_what_it_is_has_an_unknown_version() -> None:
    with serving(None) as address:
        alone = run(api=address)
        alone.make_ready()
    assert alone.fingerprint["api version"] == "unknown"


def test_without_a_seed_two_runs_leave_different_things_to_chance() -> None:
    with serving("One API") as address:
        first, second = (run(api=address).make_ready() for _ in range(2))
    assert first.seed != second.seed
