"""What a check says of itself in one line."""

from collections.abc import Iterator

import pytest

from keywords.basics.quantities import Limit
from keywords.evidence.model import Case, Observation
from keywords.evidence.recorder import Recorder
from keywords.evidence.saying import MOST, in_how_many, said

GOOD, BAD = Case.judged("one", True), Case.judged("other", False)


@pytest.fixture(autouse=True)
def nothing_stays_under_way() -> Iterator[None]:
    """End whatever check a test began, so that no later test of this thread writes into its record."""
    yield
    begun().end_check("PASS", "", body_failed=False)


def begun() -> Recorder:
    recorder = Recorder()
    recorder.begin_check("check/x-1", "X", "Suite", [], [])
    return recorder


def test_a_figure_is_said_with_its_cases_its_limit_and_who_set_it() -> None:
    recorder = begun()
    seen = recorder.observe("recovery time", 2, "s", population=3, samples=[1, 1.5, 2])
    recorder.hold(seen, Limit.parse("<= 30 s"), set_by="P4-2.1")
    assert recorder.check is not None
    assert said(recorder.check, []) == "recovery time: 2 s (3 samples, 1 to 2); limit <= 30 s, set by P4-2.1"


def test_of_many_facts_the_first_are_said_and_the_others_counted() -> None:
    recorder = begun()
    for number in range(MOST + 3):
        recorder.expect(f"answer {number}", "42", 42)
    assert recorder.check is not None
    assert said(recorder.check, []).endswith("answer 3: 42; and 3 more")


def test_the_population_is_said_as_what_it_is() -> None:
    seen = Observation(name="x", value=1, unit="jobs", population=2)
    assert in_how_many(seen) == "2 cases"
    assert in_how_many(seen.model_copy(update={"population": 1})) == "1 case"
    assert in_how_many(seen.model_copy(update={"cases": [GOOD, GOOD, BAD]})) == "2 of 3 cases good"
