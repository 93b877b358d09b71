"""The record of a check: nothing that happens later can improve it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords.basics.errors import Inconclusive
from keywords.basics.quantities import Limit, Quantity
from keywords.basics.words import Verdict
from keywords.evidence.model import Evidence, Observation, load_all
from keywords.evidence.recorder import Recorder
from keywords.evidence.vacuity import needed, too_thin

TEN = Limit("<=", Quantity(10, "violations"))


def begun(results: Path | None = None) -> Recorder:
    recorder = Recorder(results, "r1", "embedded")
    recorder.begin_check("check/x-1", "X", "Suite", ["P9-1.1"], ["P9-1.1"])
    return recorder


@pytest.fixture(autouse=True)
def nothing_stays_under_way() -> Iterator[None]:
    """End whatever check a test began, so that no later test of this thread writes into its record."""
    yield
    begun().end_check("PASS", "", body_failed=False)


def test_a_figure_within_its_limit_passes_and_leaves_evidence(tmp_path: Path) -> None:
    recorder = begun(tmp_path)
    recorder.hold(recorder.observe("history violations", 3, "violations", population=7, samples=[1, 2]), TEN)
    assert recorder.end_check("PASS", "", body_failed=False) is Verdict.PASS
    (record,) = load_all(tmp_path)
    assert (record.verdict, record.observations[0].samples, record.reasons) == (Verdict.PASS, [1, 2], [])
    assert (record.judgements[0].expected, record.judgements[0].observed) == ("<= 10 violations", "3 violations")


def test_a_figure_beyond_its_limit_fails_with_what_was_expected_and_seen() -> None:
    recorder = begun()
    seen = recorder.observe("history violations", 11, "violations", population=7, detail="job 5 lost")
    with pytest.raises(
        AssertionError, match=r"history violations: expected <= 10 violations, seen 11 violations \(job 5"
    ):
        recorder.hold(seen, TEN)


@pytest.mark.parametrize("shown", ["PASS", "SKIP", "FAIL"])
def test_a_failure_is_sticky_whatever_robot_shows_later(shown: str) -> None:
    recorder = begun()
    with pytest.raises(AssertionError):
        recorder.expect("status", "200", 500)
    assert recorder.end_check(shown, "later", body_failed=False) is Verdict.FAIL


def test_a_skip_in_the_teardown_does_not_hide_a_failed_body() -> None:
    recorder = begun()
    recorder.expect("status", "200", 200)
    assert recorder.end_check("SKIP", "skipped in teardown", body_failed=True) is Verdict.FAIL


def test_a_check_that_observed_nothing_fails() -> None:
    recorder = begun()
    record = recorder.check
    assert record is not None
    assert recorder.end_check("PASS", "", body_failed=False) is Verdict.FAIL
    assert record.reasons == ["observed nothing: the check ended without evidence"]


def test_a_check_that_observed_but_judged_nothing_fails_too() -> None:
    recorder = begun()
    recorder.observe("status", "200", population=1)
    assert recorder.end_check("PASS", "", body_failed=False) is Verdict.FAIL


def test_a_figure_seen_in_no_case_is_inconclusive_whatever_its_value() -> None:
    for value in (0, 100):
        recorder = begun()
        with pytest.raises(Inconclusive, match="in no case at all"):
            recorder.hold(recorder.observe("history violations", value, "violations", population=0), TEN)
        assert recorder.end_check("SKIP", "", body_failed=False) is Verdict.INCONCLUSIVE
        with pytest.raises(Inconclusive):
            begun().expect("leaks", "[]", [], population=0)


@pytest.mark.parametrize(
    ("name", "limit", "enough"),
    [
        ("error rate", Limit("<", Quantity(1, "%")), 300),
        ("error rate", Limit("<=", Quantity(0.5, "%")), 600),
        ("documents embedded", Limit("==", Quantity(100, "%")), 1),
        ("time p95", Limit("<=", Quantity(1, "s")), 60),
        ("time p99", Limit("<=", Quantity(1, "s")), 300),
        ("time p50", Limit("<=", Quantity(1, "s")), 6),
        ("errors", Limit("==", Quantity(0, "%")), 1),
    ],
)
def test_a_limit_needs_enough_cases_to_contradict_it(name: str, limit: Limit, enough: int) -> None:
    def seen(population: int) -> Observation:
        return Observation(name=name, value=0, unit=limit.bound.unit, population=population)

    assert needed(seen(0), limit) == enough
    assert too_thin(seen(enough), limit) is None
    reason = too_thin(seen(enough - 1), limit)
    assert reason is not None
    assert str(enough) in reason


def test_an_experiment_that_breaks_off_leaves_a_record_with_the_reason(tmp_path: Path) -> None:
    recorder = begun(tmp_path)

    def broken() -> None:
        with recorder.experiment("an outage", {"seconds": 3}):
            recorder.observe("lost", 0, "documents", population=4)
            raise AssertionError("the heal did not work")

    with pytest.raises(AssertionError):
        broken()
    (record,) = load_all(tmp_path)
    assert (record.kind, record.verdict, record.inputs) == ("experiment", Verdict.FAIL, {"seconds": 3})
    assert record.reasons == ["AssertionError: the heal did not work"]
    assert [seen.name for seen in record.observations] == ["lost"]


@given(
    st.text(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.floats(allow_nan=False, allow_infinity=False)),
)
def test_evidence_is_the_same_after_writing_and_reading(detail: str, value: float, samples: list[float]) -> None:
    recorder = begun()
    record = recorder.check
    assert record is not None
    recorder.observe("x", value, "s", population=1, samples=samples, detail=detail)
    assert Evidence.model_validate_json(record.model_dump_json()) == record
