"""The share of small expectations that were met."""

from collections.abc import Iterator

import pytest

from keywords.checklists.figures import Figure
from keywords.evidence.cases import Cases
from keywords.evidence.model import Evidence
from tests.keywords.evidence.recorded import recorded

MET = Figure(name="expectations met", unit="%")


@pytest.fixture
def record() -> Iterator[Evidence]:
    with recorded(MET) as under_way:
        yield under_way


def test_the_share_of_met_cases_is_observed_and_the_others_are_named(record: Evidence) -> None:
    cases = Cases()
    cases.expect("two and two", 4, 2 + 2)
    cases.expect("a status", 401, 200)
    cases.observe(MET.name)
    (seen,) = record.observations
    assert (seen.value, seen.unit, seen.population) == (50, "%", 2)
    assert seen.detail == "a status: expected 401, seen 200"


def test_a_failed_attempt_does_not_stop_the_others() -> None:
    cases = Cases()
    with cases.attempt("signing in"):
        raise AssertionError("refused")
    with cases.attempt("signing out"):
        pass
    assert ([case.what for case in cases if case.ok], cases.broken) == (["signing out"], ["signing in: refused"])


def test_only_assertion_errors_become_cases() -> None:
    with pytest.raises(OSError, match="away"), Cases().attempt("asking"):
        raise OSError("away")


def test_without_a_case_the_population_is_0(record: Evidence) -> None:
    Cases().observe(MET.name)
    assert record.observations[0].population == 0
