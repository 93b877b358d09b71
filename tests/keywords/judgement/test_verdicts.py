"""The verdict of a check, and of a requirement from all its checks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords.basics.words import Verdict
from keywords.checklists.requirements import catalogue
from keywords.evidence.model import Judgement, Observation
from keywords.evidence.results import Outcome
from keywords.judgement.verdicts import ORDER, Attested, CheckVerdict, judge_check, judge_requirement, worst
from tests.keywords.evidence.results_builder import Check, experiment

PASS, FAIL, INCONCLUSIVE = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE
SEEN = Observation(name="accepted documents", value=5, unit="documents", population=5)


def judged(check: Check, outcome: Outcome | None = None, **experiments: object) -> CheckVerdict:
    shown = Outcome(check.status, check.message) if check.status and outcome is None else outcome
    return judge_check(check.plan(), shown, check.evidence("embedded"), experiments)  # type: ignore[arg-type]  # evidence


@pytest.mark.parametrize(
    ("status", "verdict", "expected"),
    [
        ("PASS", PASS, PASS),
        ("PASS", INCONCLUSIVE, INCONCLUSIVE),
        ("PASS", FAIL, FAIL),
        ("SKIP", PASS, INCONCLUSIVE),
        ("SKIP", INCONCLUSIVE, INCONCLUSIVE),
        ("SKIP", FAIL, FAIL),
        ("FAIL", PASS, FAIL),
        ("FAIL", INCONCLUSIVE, FAIL),
        ("FAIL", FAIL, FAIL),
        ("PASS", None, FAIL),
        ("SKIP", None, INCONCLUSIVE),
        ("FAIL", None, FAIL),
    ],
)
def test_the_worst_of_evidence_and_status_counts(status: str, verdict: Verdict | None, expected: Verdict) -> None:
    found = judged(Check("A Check", status=status, verdict=verdict))
    assert (found.verdict, found.executed) == (expected, True)
    assert bool(found.reasons) is (expected is not PASS)


def test_a_failed_judgement_counts_though_its_record_says_pass() -> None:
    failed = Judgement(observation="x", expected="== 1 rows", observed="2 rows", verdict=FAIL)
    assert judged(Check("A Check", judgements=[failed])).verdict is FAIL


@pytest.mark.parametrize(
    "check",
    [
        Check("No Evidence", verdict=None),
        Check("No Observation", observations=[]),
        Check("Nothing Held Against Anything", judgements=[]),
    ],
)
def test_a_pass_without_an_observation_fails(check: Check) -> None:
    found = judged(check)
    assert found.verdict is FAIL
    assert found.reasons[0].startswith("observed nothing")


def test_an_empty_population_is_inconclusive() -> None:
    found = judged(Check("A Check", population=0))
    assert found.verdict is INCONCLUSIVE
    assert "in no case" in found.reasons[0]


def test_an_empty_population_of_a_judged_experiment_is_inconclusive() -> None:
    check = Check("A Row", observations=[], rests_on=["experiment/batch"])
    empty = {"experiment/batch": experiment("batch", SEEN.model_copy(update={"population": 0}))}
    assert judge_check(check.plan(), Outcome("PASS"), check.evidence("embedded"), empty).verdict is INCONCLUSIVE
    full = {"experiment/batch": experiment("batch", SEEN, Observation(name="unjudged", value=0, population=0))}
    assert judge_check(check.plan(), Outcome("PASS"), check.evidence("embedded"), full).verdict is PASS


def test_a_check_cannot_rest_on_an_experiment_that_failed_or_left_no_record() -> None:
    check = Check("A Row", rests_on=["experiment/batch"])
    assert judged(check).verdict is INCONCLUSIVE
    failed = {"experiment/batch": experiment("batch", SEEN, verdict=FAIL)}
    assert judge_check(check.plan(), Outcome("PASS"), check.evidence("embedded"), failed).verdict is FAIL


@pytest.mark.parametrize("outcome", [None, Outcome("NOT RUN"), Outcome("FAIL", "stopped", cut_short=True)])
def test_a_check_that_robot_did_not_run_is_not_executed(outcome: Outcome | None) -> None:
    check = Check("A Check", status=None, verdict=None)
    found = judge_check(check.plan(), outcome, None, {})
    assert (found.word, found.verdict) == ("not executed", INCONCLUSIVE)


def test_a_recorded_failure_outlives_a_missing_output_and_a_stopped_run() -> None:
    check = Check("A Check", status=None, verdict=FAIL)
    for outcome in (None, Outcome("FAIL", "Execution terminated by signal", cut_short=True)):
        found = judge_check(check.plan(), outcome, check.evidence("embedded"), {})
        assert (found.verdict, found.executed) == (FAIL, True)


@pytest.mark.parametrize(
    ("since", "verdict", "executed"),
    [("the stack does not end", FAIL, True), ("Execution terminated by signal", INCONCLUSIVE, False)],
)
def test_of_a_check_that_passed_only_what_came_after_counts(since: str, verdict: Verdict, executed: bool) -> None:
    check = Check("A Check", status=None, verdict=PASS)
    message = f"accepted documents: 5 documents\n\nAlso parent suite teardown failed:\n{since}"
    found = judge_check(check.plan(), Outcome("FAIL", message), check.evidence("embedded"), {})
    assert (found.verdict, found.executed) == (verdict, executed)
    assert since in "".join(found.reasons)
    assert "accepted documents" not in "".join(found.reasons)


@given(st.lists(st.sampled_from(ORDER), min_size=1), st.sampled_from(ORDER))
def test_worst_is_a_verdict_of_the_list_and_never_improves_by_adding(verdicts: list[Verdict], more: Verdict) -> None:
    before, after = worst(verdicts), worst([*verdicts, more])
    assert before in verdicts
    assert ORDER.index(after) >= ORDER.index(before)


def checks_with(*verdicts: Verdict) -> list[CheckVerdict]:
    return [
        CheckVerdict(Check(f"Check {number}").plan(), verdict, True, () if verdict is PASS else ("why",))
        for number, verdict in enumerate(verdicts)
    ]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], Verdict.NOT_COVERED),
        ([PASS], PASS),
        ([PASS, PASS], PASS),
        ([PASS, INCONCLUSIVE], INCONCLUSIVE),
        ([INCONCLUSIVE, FAIL], FAIL),
        ([FAIL, PASS], FAIL),
    ],
)
def test_the_verdict_of_a_requirement_follows_from_all_its_checks(verdicts: list[Verdict], expected: Verdict) -> None:
    requirement = catalogue()["P4-1.1"]
    assert judge_requirement(requirement, "embedded", checks_with(*verdicts)).verdict is expected
    elsewhere = judge_requirement(requirement, "production", checks_with(*verdicts))
    assert elsewhere.verdict is Verdict.NOT_APPLICABLE
    assert elsewhere.rehearsal is (expected if verdicts else None)


@given(
    st.lists(st.sampled_from([PASS, FAIL, INCONCLUSIVE]), max_size=5), st.booleans(), st.sampled_from(["", "no limit"])
)
def test_one_more_failing_check_never_improves_a_requirement(
    verdicts: list[Verdict], attested: bool, unbounded: str
) -> None:
    said = Attested(PASS, "attested") if attested else None
    for name in ("P4-1.1", "P4-1.4", "P4-1.5", "P4-8.1", "P4-0.2"):
        before, after = (
            judge_requirement(catalogue()[name], "embedded", checks_with(*some), attested=said, unbounded=unbounded)
            for some in (verdicts, [*verdicts, FAIL])
        )
        assert after.verdict is FAIL
        assert ORDER.index(after.verdict) >= ORDER.index(before.verdict)


def test_a_person_may_speak_for_some_kinds_only() -> None:
    said = Attested(PASS, "attested by Jo")
    assert judge_requirement(catalogue()["P4-0.2"], "embedded", [], attested=said).verdict is PASS
    assert judge_requirement(catalogue()["P4-9.1"], "embedded", [], attested=said).verdict is PASS
    assert judge_requirement(catalogue()["P4-1.1"], "embedded", [], attested=said).verdict is Verdict.NOT_COVERED
    refused = replace(said, verdict=FAIL)
    assert judge_requirement(catalogue()["P4-0.2"], "embedded", checks_with(PASS), attested=refused).verdict is FAIL


def test_a_check_alone_cannot_say_what_only_a_person_can() -> None:
    assert judge_requirement(catalogue()["P4-0.2"], "embedded", []).verdict is Verdict.NOT_COVERED
    assert judge_requirement(catalogue()["P4-0.2"], "embedded", checks_with(PASS)).verdict is INCONCLUSIVE


def test_a_figure_without_any_limit_is_inconclusive() -> None:
    found = judge_requirement(catalogue()["P4-7.8"], "embedded", checks_with(PASS), unbounded="no limit is set")
    assert found.verdict is INCONCLUSIVE
    assert "no limit is set" in found.reasons[0]


def test_a_waiver_replaces_any_verdict_but_a_pass() -> None:
    requirement = catalogue()["P4-1.1"]
    for verdicts, expected in [([FAIL], Verdict.WAIVED), ([], Verdict.WAIVED), ([PASS], PASS)]:
        assert judge_requirement(requirement, "embedded", checks_with(*verdicts), waived=True).verdict is expected
