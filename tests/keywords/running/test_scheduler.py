"""When experiments begin, what runs beside what, and what a row reads. Nothing here leaves this process."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from keywords.basics.errors import Inconclusive
from keywords.basics.quantities import QuantityError
from keywords.basics.words import Verdict
from keywords.evidence.model import load_all
from keywords.evidence.observing import count
from keywords.evidence.recorder import Recorder
from keywords.running.catalogue import Work, control, experiment, informs
from keywords.running.scheduler import A_STACK_BYTES, MOST, Scheduler, at_once
from keywords.world import World
from tests.keywords.evidence.machines import Told
from tests.keywords.evidence.recorded import good
from tests.keywords.running.made import (
    FOUND,
    LOST,
    SECONDS,
    WAITING,
    catalogue,
    named,
    nothing,
    scheduler,
    values,
    world,
)

PLENTY = 1e15  # bytes


# Once


@pytest.mark.parametrize("apart", [False, True])
def test_an_experiment_runs_once_however_many_rows_ask(apart: bool) -> None:
    begun: list[str] = []
    known = scheduler(named("five jobs", lambda: begun.append("once"), apart=apart))
    records = [known.record_of("five jobs", world()) for _ in range(3)]
    assert begun == ["once"]
    assert records[0] is records[1] is records[2]
    assert records[0].verdict is Verdict.PASS


def test_a_failed_experiment_runs_once_too_and_fails_every_row_that_asks() -> None:
    begun: list[str] = []

    def break_off() -> None:
        begun.append("once")
        raise ConnectionError("the proxy went away")

    known = scheduler(named("broken", break_off, apart=False))
    for _ in range(2):
        with pytest.raises(AssertionError, match="'broken' could not be carried through: the proxy went away"):
            known.record_of("broken", world())
    assert begun == ["once"]


def test_only_the_experiment_asked_for_begins_if_it_is_not_apart() -> None:
    begun: list[str] = []
    known = scheduler(
        named("alone", lambda: begun.append("alone"), apart=False),
        named("another", lambda: begun.append("another"), apart=False),
        named("apart", lambda: begun.append("apart")),
    )
    known.record_of("alone", world())
    assert (begun, known.done) == (["alone"], ["alone"])


def test_what_is_planned_under_way_and_done_is_known() -> None:
    seen: list[list[str]] = []
    known = scheduler(named("alone", lambda: seen.append(known.under_way), apart=False))
    known.plan(["alone", "no such experiment", "alone"])
    assert (known.planned, known.under_way, known.done) == (["alone"], [], [])
    known.record_of("alone", world())
    assert (seen, known.under_way, known.done) == ([["alone"]], [], ["alone"])


def test_an_unknown_experiment_is_refused_with_near_names() -> None:
    with pytest.raises(QuantityError, match="no experiment 'five job'; did you mean 'five jobs'"):
        scheduler(named("five jobs", nothing)).record_of("five job", world())


# Apart


def test_experiments_apart_begin_together_and_each_keeps_its_own_record() -> None:
    both = threading.Barrier(2)

    def observing(number: int) -> Work:
        @experiment(f"number {number}", [FOUND.name], apart=True)
        def made(_: World) -> None:
            both.wait(SECONDS)  # it passes only if both are under way
            count(FOUND.name, good(number, of=5))
            both.wait(SECONDS)

        return made

    known = scheduler(observing(1), observing(2))
    assert values(known.record_of("number 1", world())) == [1]
    assert values(known.record_of("number 2", world())) == [2]


def test_the_long_ones_begin_first_and_then_the_one_asked_for() -> None:
    begun: list[str] = []

    def noted(name: str, long: bool = False) -> Work:
        return named(name, lambda: begun.append(name), long=long)

    works = [noted("first"), noted("second"), noted("long", long=True), noted("asked for"), noted("longer", long=True)]
    known = scheduler(*works, lanes=1)
    known.record_of("asked for", world())
    for name in known.planned:
        known.record_of(name, world())
    assert begun == ["long", "longer", "asked for", "first", "second"]


def test_no_more_than_its_lanes_are_under_way_at_once() -> None:
    lanes, most = 3, list[int]()
    full = threading.Barrier(lanes)

    def fill() -> None:
        full.wait(SECONDS)  # it passes only if all lanes are in use
        most.append(len(known.under_way))
        full.wait(SECONDS)

    known = scheduler(*(named(f"number {number}", fill) for number in range(3 * lanes)), lanes=lanes)
    for name in known.planned:
        known.record_of(name, world())
    assert most == [lanes] * 3 * lanes


def test_an_experiment_that_is_not_planned_still_runs() -> None:
    """A sentence may read one that no row names."""
    known = scheduler(named("apart", nothing), named("unplanned", nothing))
    known.plan(["apart"])
    assert known.record_of("unplanned", world()).name == "unplanned"
    known.record_of("apart", world())
    assert sorted(known.done) == ["apart", "unplanned"]


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads change over as often as they can, so that those that may meet do meet."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_every_lane_says_when_it_has_nothing_left_to_do() -> None:
    """Also if lanes meet at the last experiment, which takes many tries to happen."""
    for _ in range(200):
        idle = threading.Semaphore(0)
        known = scheduler(*(named(f"{number}", nothing) for number in range(5)), lanes=4, when_idle=idle.release)
        known.record_of("0", world())
        assert all(idle.acquire(timeout=SECONDS) for _ in range(4))
        assert sorted(known.done) == sorted(known.planned)


def test_a_lane_is_idle_only_when_nothing_waits() -> None:
    done_when_idle, idle = list[list[str]](), threading.Event()

    def when_idle() -> None:
        done_when_idle.append(known.done)
        idle.set()

    known = scheduler(*(named(name, nothing) for name in "abc"), lanes=1, when_idle=when_idle)
    known.record_of("a", world())
    assert idle.wait(SECONDS)
    assert done_when_idle == [["a", "b", "c"]]


# Alone


def test_nothing_else_is_under_way_beside_one_that_is_alone() -> None:
    """Whether it was planned, or a sentence asks for it once the lanes are at work."""
    beside = dict[str, list[str]]()

    def look(name: str) -> Work:
        return named(name, lambda: beside.update({name: known.under_way}), alone=True)

    works = [named(f"apart {number}", nothing) for number in range(6)]
    known = scheduler(look("planned"), *works, look("asked for late"), named("shared", nothing, apart=False))
    known.plan(["apart 0", "planned", *(f"apart {number}" for number in range(1, 6)), "shared"])
    for name in ("apart 0", "asked for late", "shared", "planned"):
        known.record_of(name, world())
    assert beside == {"planned": ["planned"], "asked for late": ["asked for late"]}


def test_all_that_are_planned_alone_come_before_those_apart_and_in_their_order() -> None:
    begun: list[str] = []

    def noted(name: str, *, alone: bool = False) -> Work:
        return named(name, lambda: begun.append(name), alone=alone)

    works = (noted("apart"), noted("first", alone=True), noted("also apart"), noted("second", alone=True))
    known = scheduler(*works, lanes=1)
    for name in known.planned:
        known.record_of(name, world())
    assert begun == ["first", "second", "apart", "also apart"]


def test_none_is_both_apart_and_alone() -> None:
    with pytest.raises(ValueError, match="'torn' cannot be both apart and alone"):
        experiment("torn", [LOST.name], apart=True, alone=True)


@pytest.mark.parametrize(
    ("others", "alone", "times"),
    [([80, 0], True, 2), ([80, 80, 0], True, 2), ([0], True, 1), ([80, 0], False, 1)],
    ids=["disturbed once", "disturbed twice", "undisturbed", "shared"],
)
def test_a_measurement_that_others_disturbed_is_repeated_once(others: list[float], alone: bool, times: int) -> None:
    begun: list[str] = []
    watch = Told(others)
    known = scheduler(named("measured", lambda: begun.append("once"), apart=False, alone=alone), watch=watch)
    record = known.record_of("measured", world())
    assert begun == ["once"] * times
    assert record.machine is not None
    assert record.machine.others == others[times - 1]
    assert ("repeated, since" in record.inputs) is (times == 2)


# How many at once


@pytest.mark.parametrize(
    ("cores", "free_bytes", "lanes"),
    [
        pytest.param(2, PLENTY, 4, id="two a core"),
        pytest.param(64, PLENTY, MOST, id="never more than that"),
        pytest.param(2, 3.5 * A_STACK_BYTES, 3, id="as many as fit into memory"),
        pytest.param(2, 0, 1, id="always one"),
        pytest.param(1, PLENTY, 2, id="one core"),
    ],
)
def test_lanes_follow_from_cores_and_memory(cores: int, free_bytes: float, lanes: int) -> None:
    assert at_once(cores, free_bytes) == lanes


def test_this_machine_has_at_least_one_lane() -> None:
    assert 1 <= at_once() <= MOST
    assert Scheduler(catalogue(), Recorder()).lanes >= 1


# Controls


def controlled(found: int, of: int, results: Path | None = None) -> Scheduler:
    @experiment("five jobs", [control(FOUND.name, ">= 5 jobs"), LOST.name])
    def five_jobs(_: World) -> None:
        count(FOUND.name, good(found, of=of))
        count(LOST.name, good(0, of=5))

    return scheduler(five_jobs, results=results)


def test_an_experiment_whose_control_holds_is_as_any_other() -> None:
    assert controlled(5, 5).record_of("five jobs", world()).verdict is Verdict.PASS


@pytest.mark.parametrize(("found", "of", "seen"), [(4, 5, "4 jobs in 5 cases"), (0, 0, "0 jobs in 0 cases")])
def test_a_control_that_fails_makes_the_experiment_inconclusive_and_keeps_what_was_seen(
    tmp_path: Path, found: int, of: int, seen: str
) -> None:
    known = controlled(found, of, tmp_path)
    with pytest.raises(Inconclusive, match=f"'five jobs': its control failed, .*expected >= 5 jobs, seen {seen}"):
        known.record_of("five jobs", world())
    (kept,) = load_all(tmp_path)
    assert (kept.verdict, values(kept)) == (Verdict.INCONCLUSIVE, [found, 0])
    assert [seen in reason for reason in kept.reasons] == [True]


def test_a_record_names_its_controls_and_what_only_informs() -> None:
    @experiment("five jobs", [control(FOUND.name, ">= 5 jobs"), LOST.name, informs(WAITING.name, "it says how long")])
    def five_jobs(_: World) -> None:
        count(FOUND.name, good(5, of=5))

    record = scheduler(five_jobs).record_of("five jobs", world())
    assert (record.controls, record.informs) == ({FOUND.name: ">= 5 jobs"}, {WAITING.name: "it says how long"})


def unseen(_: World) -> None:
    """An experiment that is declared and not run."""


def test_a_control_in_another_unit_or_without_a_limit_is_refused() -> None:
    with pytest.raises(QuantityError, match="cannot be compared"):
        scheduler(experiment("five jobs", [control(FOUND.name, "== 100 %")])(unseen))
    with pytest.raises(QuantityError, match="not a number with a unit"):
        control(FOUND.name, "100 %")
