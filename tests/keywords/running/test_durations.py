"""The seconds of each experiment: measured by the scheduler, remembered for the next run."""

from pathlib import Path

import pytest
from robot.errors import ExecutionFailed

from keywords.basics.errors import Inconclusive
from keywords.checklists.figures import Figures
from keywords.evidence.recorder import Recorder
from keywords.running import durations
from keywords.running.catalogue import Catalogue, Experiment, Work
from keywords.running.scheduler import Scheduler
from keywords.safety import ledger
from keywords.world import World


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(ledger.VARIABLE, str(tmp_path / "state"))
    return tmp_path / "state"


# Measured


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now

    def taking(self, seconds: float, error: Exception | None = None) -> Work:
        def work(_: World) -> None:
            self.now += seconds
            if error:
                raise error

        return work


def scheduler(clock: Clock, **works: Work) -> Scheduler:
    known = {name: Experiment(name, "", (), {}, work, apart=False, long=False) for name, work in works.items()}
    made = Scheduler(Catalogue(Figures([]), known), Recorder(), clock=clock)
    made.plan(known)
    return made


@pytest.fixture
def world() -> World:
    return None  # type: ignore[return-value]  # these experiments do not look at it


def test_what_is_under_way_has_taken_the_seconds_since_it_began(world: World) -> None:
    clock, seen = Clock(), list[dict[str, float]]()

    def work(_: World) -> None:
        clock.now += 3
        seen.append(known.elapsed)

    known = scheduler(clock, one=work)
    assert (known.elapsed, known.took) == ({}, {})
    known.record_of("one", world)
    assert (seen, known.elapsed, known.took) == ([{"one": 3}], {}, {"one": 3})


@pytest.mark.parametrize("error", [ConnectionError("away"), Inconclusive("no browser")])
def test_an_experiment_that_breaks_off_has_taken_its_time_too(world: World, error: Exception) -> None:
    clock = Clock()
    known = scheduler(clock, one=clock.taking(2, error))
    with pytest.raises((AssertionError, Inconclusive)):
        known.record_of("one", world)
    assert (known.took, known.under_way) == ({"one": 2}, [])


def test_an_interrupted_experiment_says_nothing_of_its_duration(world: World) -> None:
    clock = Clock()
    known = scheduler(clock, one=clock.taking(2, ExecutionFailed("stopped", exit=True)))
    with pytest.raises(ExecutionFailed):
        known.record_of("one", world)
    assert (known.took, known.under_way) == ({}, [])


# Remembered


def test_nothing_is_known_before_the_first_run() -> None:
    assert durations.known("embedded") == {}


def test_the_last_time_counts_and_what_did_not_run_keeps_its_time(folder: Path) -> None:
    durations.remember("embedded", {"the database away": 17.2914, "one document": 0.7})
    durations.remember("embedded", {"one document": 0.9})
    assert durations.known("embedded") == {"the database away": 17.291, "one document": 0.9}
    assert [path.name for path in folder.iterdir()] == ["durations.json"]


def test_each_environment_has_times_of_its_own() -> None:
    durations.remember("embedded", {"one document": 0.7})
    durations.remember("cloud", {"one document": 40.0})
    assert (durations.known("embedded"), durations.known("cloud")) == ({"one document": 0.7}, {"one document": 40.0})


@pytest.mark.parametrize(
    "text",
    ['{"embedded": {"one', "[]", '{"embedded": {"a": -1}}', '{"embedded": {"a": "soon"}}', '{"e": {"a": NaN}}', "\0"],
    ids=["torn", "a list", "negative", "a word", "not a number", "binary"],
)
def test_a_file_that_cannot_be_read_is_as_good_as_none(folder: Path, text: str) -> None:
    folder.mkdir()
    durations.path().write_text(text, encoding="utf-8")
    assert durations.known("embedded") == {}
    durations.remember("embedded", {"one document": 0.7})
    assert durations.known("embedded") == {"one document": 0.7}


def test_a_folder_that_cannot_be_written_to_disturbs_nothing(folder: Path) -> None:
    folder.write_text("no folder", encoding="utf-8")
    durations.remember("embedded", {"one document": 0.7})
    assert durations.known("embedded") == {}


def test_the_ledger_does_not_take_the_file_for_one_of_its_own() -> None:
    durations.remember("embedded", {"one document": 0.7})
    assert ledger.files() == []
