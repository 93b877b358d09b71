"""What an observation leaves on record, and which observations are refused."""

import threading
from collections.abc import Callable, Iterator

import pytest

from keywords.basics.errors import Absent
from keywords.basics.quantities import QuantityError
from keywords.basics.secrets import MASK, remember
from keywords.checklists.figures import Figure
from keywords.evidence.cases import among
from keywords.evidence.model import Evidence, Timeline
from keywords.evidence.observing import NAMED, count, draw, note, p95, possible, share, timed, timing
from keywords.evidence.recorder import Recorder, Unrecorded
from tests.keywords.evidence.recorded import good, recorded

LOST = Figure(name="lost parcels", unit="documents")
FOUND = Figure(name="found parcels", unit="%")
DELAY = Figure(name="parcel delay", unit="s")
ALL = (LOST, FOUND, DELAY)


@pytest.fixture
def record() -> Iterator[Evidence]:
    with recorded(*ALL, declared=[each.name for each in ALL]) as under_way:
        yield under_way


def in_a_thread(work: Callable[[], object]) -> BaseException | None:
    """What the work raised in a thread of its own."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return raised[0] if raised else None


def test_the_unit_comes_from_the_catalogue(record: Evidence) -> None:
    count(LOST.name, good(3, of=7), detail="on Monday")
    (seen,) = record.observations
    assert (seen.name, seen.value, seen.unit, seen.population) == (LOST.name, 3, "documents", 7)
    assert (len(seen.cases), seen.detail) == (7, "on Monday")


def test_a_count_names_the_failed_cases(record: Evidence) -> None:
    assert count(LOST.name, good(2, of=4)).detail == "case 2; case 3"
    assert count(LOST.name, good(2, of=4), detail="two of them").detail == "two of them"


def test_of_many_cases_some_are_named_and_the_others_counted(record: Evidence) -> None:
    words = [f"case {number}" for number in range(NAMED + 2)]
    assert count(LOST.name, good(0, of=NAMED + 2)).detail == "; ".join([*words[:NAMED], "and 2 more"])


def test_a_share_is_the_percentage_that_is_good(record: Evidence) -> None:
    assert share(FOUND.name, good(3, of=4)).value == 75
    assert share(FOUND.name, good(0, of=4)).value == 0
    assert (share(FOUND.name, []).value, record.observations[-1].population) == (0, 0)


def test_each_thing_that_is_not_among_the_good_ones_is_a_failed_case() -> None:
    cases = among(["a", "b"], good=["b", "c"], expected="found", user="u-1")
    assert [(case.what, case.ok, case.expected, case.ids) for case in cases] == [
        ("a", False, "found", {"user": "u-1"}),
        ("b", True, "found", {"user": "u-1"}),
    ]


def test_a_timing_is_the_longest_sample_unless_another_is_chosen(record: Evidence) -> None:
    assert timing(DELAY.name, [1, 3, 2]).value == 3
    assert timing(DELAY.name, [1, 3, 2], by=min).value == 1
    assert timing(DELAY.name, []).population == 0
    assert record.observations[0].samples == [1, 3, 2]


def test_a_95th_percentile_lies_above_95_of_100_samples() -> None:
    assert 95 < p95(range(1, 101)) < 97
    assert p95([3]) == 3


def test_a_timed_block_leaves_its_milliseconds_unless_it_breaks_off() -> None:
    samples = list[float]()
    with timed(samples):
        pass
    with pytest.raises(AssertionError), timed(samples):
        raise AssertionError
    (only,) = samples
    assert 0 < only < 1000


def test_a_note_is_a_fact_without_a_unit_and_needs_no_declaration(record: Evidence) -> None:
    note("commands", "up; down")
    assert [(seen.name, seen.value, seen.unit) for seen in record.observations] == [("commands", "up; down", "")]


def test_a_timeline_is_kept(record: Evidence) -> None:
    drawn = Timeline(seconds=[0, 1], jobs={"queued": [1, 0]}, shaded=(0, 1))
    draw(drawn)
    assert record.timeline == drawn


def test_secrets_are_masked(record: Evidence) -> None:
    remember(["a parcel's secret number"])
    count(LOST.name, good(1, of=1), detail="it said: a parcel's secret number")
    note("said", "a parcel's secret number")
    assert (record.observations[0].detail, record.observations[1].value) == (f"it said: {MASK}", MASK)


# What an environment does not have


def test_a_part_that_is_absent_leaves_its_figures_seen_in_no_case_with_the_reason(record: Evidence) -> None:
    with possible(LOST.name, FOUND.name):
        count(LOST.name, good(1, of=4), detail="")
        raise Absent("there is no search here")
    timing(DELAY.name, [2])
    seen = {each.name: (each.value, each.population, each.detail) for each in record.observations}
    assert seen == {
        LOST.name: (1, 4, ""),
        FOUND.name: (0, 0, "there is no search here"),
        DELAY.name: (2, 1, ""),
    }


def test_only_absence_is_passed_over(record: Evidence) -> None:
    with pytest.raises(AssertionError, match="it broke"), possible(LOST.name):
        raise AssertionError("it broke")
    assert record.observations == []


# What is refused


def test_a_figure_that_is_not_in_the_catalogue_is_refused_with_near_ones(record: Evidence) -> None:
    with pytest.raises(QuantityError, match="no figure 'lost parcel'; did you mean 'lost parcels'"):
        count("lost parcel", good(1, of=1))
    assert record.observations == []


def test_a_figure_that_the_experiment_does_not_declare_is_refused() -> None:
    undeclared = pytest.raises(Unrecorded, match="'under test' does not declare the figure 'found parcels'")
    with recorded(*ALL, declared=[LOST.name]) as record:
        with undeclared:
            share(FOUND.name, good(1, of=1))
        count(LOST.name, good(1, of=1))
    assert [seen.name for seen in record.observations] == [LOST.name]


def test_a_thread_that_belongs_to_no_experiment_observes_nothing(record: Evidence) -> None:
    raised = in_a_thread(lambda: count(LOST.name, good(1, of=1)))
    assert isinstance(raised, Unrecorded)
    assert "under way in this thread" in str(raised)
    assert record.observations == []


def test_the_thread_of_an_experiment_writes_into_its_record_alone(record: Evidence) -> None:
    """One recorder, a check in this thread, and two experiments that are under way at the same time."""
    recorder, both, seen = Recorder(catalogue=None), threading.Barrier(2), dict[str, Evidence]()

    def beside(name: str, value: int) -> None:
        with recorder.experiment(name, {}) as kept:
            seen[name] = kept
            both.wait(20)
            note("value", str(value))
            both.wait(20)

    threads = [threading.Thread(target=beside, args=each) for each in (("one", 1), ("other", 2))]
    for thread in threads:
        thread.start()
    count(LOST.name, good(5, of=5))
    for thread in threads:
        thread.join()
    assert {name: [each.value for each in kept.observations] for name, kept in seen.items()} == {
        "one": ["1"],
        "other": ["2"],
    }
    assert [each.value for each in record.observations] == [5]


def test_after_an_experiment_the_check_goes_on_with_its_own_record(record: Evidence) -> None:
    """An experiment begins when a row of a check asks for it, in the same thread."""
    with recorded(LOST) as inner:
        count(LOST.name, good(1, of=1))
    count(LOST.name, good(2, of=2))
    assert [each.value for each in inner.observations] == [1]
    assert [each.value for each in record.observations] == [2]
