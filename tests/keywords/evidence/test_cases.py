"""The share of small expectations that were met."""

import pytest

from keywords.evidence.cases import Cases
from keywords.evidence.model import Evidence
from keywords.evidence.recorder import recorder


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Evidence:
    monkeypatch.setattr(recorder, "check", None)
    recorder.begin_check("c", "a check", "suite", [], [])
    assert recorder.check is not None
    return recorder.check


def test_the_share_that_was_met_is_observed_and_the_others_are_named(check: Evidence) -> None:
    cases = Cases()
    cases.expect("two and two", 4, 2 + 2)
    cases.expect("a status", 401, 200)
    cases.observe("expectations that were met")
    (seen,) = check.observations
    assert (seen.value, seen.unit, seen.population) == (50, "%", 2)
    assert seen.detail == "a status: expected 401, seen 200"


def test_an_attempt_that_fails_does_not_stop_the_others() -> None:
    cases = Cases()
    with cases.attempt("signing in"):
        raise AssertionError("refused")
    with cases.attempt("signing out"):
        pass
    assert (cases.met, cases.broken) == (["signing out"], ["signing in: refused"])


def test_what_is_no_expectation_is_not_swallowed() -> None:
    with pytest.raises(OSError, match="away"), Cases().attempt("asking"):
        raise OSError("away")


def test_without_a_case_nothing_is_shown(check: Evidence) -> None:
    Cases().observe("expectations that were met")
    assert check.observations[0].population == 0
