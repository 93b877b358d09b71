"""Facts that are compared by more than equality: the verdict, and the same verdict recomputed from the record."""

from pathlib import Path

import pytest

from keywords.basics.errors import Inconclusive
from keywords.basics.words import Verdict
from keywords.checklists.figures import figures
from keywords.evidence.agreeing import agrees, is_operator, operator_named
from keywords.evidence.model import Evidence
from keywords.evidence.recomputing import altered
from keywords.evidence.recorder import Recorder

AGREE = {
    "==": ("parsed", "parsed", "parsing"),
    "!=": ("parsed", "parsing", "parsed"),
    "contains": ("ars", "parsed", "queued"),
    "not contains": ("ars", "queued", "parsed"),
    "should start with": ("par", "parsed", "unparsed"),
    "should end with": ("sed", "parsed", "parse"),
    "matches": ("^par.*d$", "parsed", "unparsed"),
}


@pytest.mark.parametrize("operator", AGREE)
def test_what_agrees_and_what_does_not(operator: str) -> None:
    expected, good, bad = AGREE[operator]
    assert agrees(operator, expected, good)
    assert not agrees(operator, expected, bad)


@pytest.mark.parametrize(
    ("written", "name"),
    [("equal", "=="), ("Should Be", "=="), ("*=", "contains"), ("^=", "should start with"), ("less than", "<")],
)
def test_an_operator_has_one_name(written: str, name: str) -> None:
    assert operator_named(written) == name


@pytest.mark.parametrize("written", ["=", "then", "evaluate", "validate", "at most"])
def test_other_operators_are_refused_and_so_is_python(written: str) -> None:
    assert not is_operator(written)
    with pytest.raises(ValueError, match=f"there is no operator '{written}'"):
        operator_named(written)


def test_a_text_has_no_order() -> None:
    with pytest.raises(ValueError, match="cannot be compared with '<'"):
        agrees("<", "2", "1")


def recorded(operator: str, expected: str, seen: str, population: int = 1) -> tuple[Recorder, Evidence]:
    recorder = Recorder(run="run", environment="here")
    recorder.begin_check("check/one", "One", "Suite", [], [])
    assert recorder.check is not None
    check = recorder.check
    try:
        recorder.compare("stage of a job", [expected], seen, operator, population=population, job="1", user="2")
    except (AssertionError, Inconclusive):
        recorder.end_check("FAIL" if population else "SKIP", "", False)
    else:
        recorder.end_check("PASS", "", False)
    return recorder, check


@pytest.mark.parametrize("operator", AGREE)
def test_a_verdict_is_recomputed_from_the_record(operator: str) -> None:
    expected, good, bad = AGREE[operator]
    for seen, verdict in ((good, Verdict.PASS), (bad, Verdict.FAIL)):
        _, check = recorded(operator, expected, seen)
        assert check.verdict is verdict
        assert altered([check], Path(), figures()) == []
        wrong = check.model_copy(deep=True)
        wrong.judgements[0].expected = "never seen" if verdict is Verdict.PASS else seen
        wrong.judgements[0].operator = "=="
        assert altered([wrong], Path(), figures()), "another expectation gives another verdict"


def test_a_failure_says_what_was_expected_and_seen_and_where() -> None:
    recorder, check = recorded("contains", "ars", "queued")
    assert check.reasons == ["stage of a job: expected contains ars, seen queued in 1 cases"]
    assert [case.ids for case in recorder.failed] == [{"job": "1", "user": "2"}]


def test_of_nothing_nothing_is_shown() -> None:
    _, check = recorded("not contains", "ars", "", population=0)
    assert check.verdict is Verdict.INCONCLUSIVE
