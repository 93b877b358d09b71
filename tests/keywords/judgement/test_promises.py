"""A broken promise of the contract fails what it supports; a kept one proves no requirement of a phase."""

from dataclasses import replace

import pytest

from keywords.basics.words import Verdict
from keywords.checklists.requirements import Requirement, catalogue
from keywords.judgement import promises, targets, twins
from keywords.judgement.verdicts import CheckVerdict, RequirementVerdict
from tests.keywords.judgement.test_comparisons import EVERY_DOCUMENT, EVERYTHING, FAIL, INCONCLUSIVE, PASS, check

ISOLATED = "P9-11.4"
NOT_COVERED, NOT_APPLICABLE = Verdict.NOT_COVERED, Verdict.NOT_APPLICABLE


def behind(verdict: Verdict, name: str) -> tuple[CheckVerdict, ...]:
    if verdict not in (PASS, FAIL, INCONCLUSIVE):
        return ()
    made = check(verdict)
    return (replace(made, planned=made.planned.model_copy(update={"id": name})),)


def promise(number: int, verdict: Verdict, *supports: str) -> RequirementVerdict:
    requirement = Requirement(
        id=f"C-TOK-{number}", text="A promise", kind="check", field="security", environments=["local"],
        supports=list(supports),
    )  # fmt: skip
    return RequirementVerdict(requirement, verdict, None, behind(verdict, requirement.id), ("the promise: why",))


def requirement(verdict: Verdict, name: str = ISOLATED) -> RequirementVerdict:
    return RequirementVerdict(catalogue()[name], verdict, None, behind(verdict, name))


def held(*judged: RequirementVerdict) -> dict[str, RequirementVerdict]:
    return promises.hold({one.id: one for one in judged})


@pytest.mark.parametrize("verdict", [PASS, INCONCLUSIVE, NOT_COVERED, FAIL])
def test_a_broken_promise_fails_what_it_supports_and_is_named(verdict: Verdict) -> None:
    broken = promise(3, FAIL, ISOLATED)
    found = held(requirement(verdict), broken)[ISOLATED]
    assert (found.verdict, found.by) == (FAIL, ("C-TOK-3",))
    assert all(one in found.checks for one in broken.checks)
    assert "the promise: why" in found.reasons


@pytest.mark.parametrize("verdict", [PASS, INCONCLUSIVE, NOT_COVERED])
@pytest.mark.parametrize("own", [PASS, INCONCLUSIVE, NOT_COVERED, FAIL])
def test_a_promise_that_is_not_broken_changes_no_verdict(own: Verdict, verdict: Verdict) -> None:
    before = requirement(own)
    assert held(before, promise(1, verdict, ISOLATED))[ISOLATED] is before


def test_all_broken_promises_are_named_and_those_that_support_something_else_are_not() -> None:
    found = held(requirement(PASS), promise(1, FAIL, ISOLATED), promise(2, FAIL), promise(3, FAIL, ISOLATED))
    assert found[ISOLATED].by == ("C-TOK-1", "C-TOK-3")


def test_where_a_requirement_does_not_apply_a_broken_promise_is_a_failed_rehearsal() -> None:
    found = held(requirement(NOT_APPLICABLE), promise(1, FAIL, ISOLATED))[ISOLATED]
    assert (found.verdict, found.rehearsal, found.by) == (NOT_APPLICABLE, FAIL, ("C-TOK-1",))


def test_a_waiver_of_the_requirement_or_of_the_promise_holds() -> None:
    waived = replace(requirement(Verdict.WAIVED), waived=True)
    assert held(waived, promise(1, FAIL, ISOLATED))[ISOLATED].verdict is Verdict.WAIVED
    excused = replace(promise(1, FAIL, ISOLATED), verdict=Verdict.WAIVED, waived=True)
    assert held(requirement(PASS), excused)[ISOLATED].verdict is PASS


def test_a_twin_without_checks_shares_what_a_broken_promise_did() -> None:
    judged = held(requirement(PASS, EVERYTHING), requirement(NOT_COVERED, EVERY_DOCUMENT), promise(1, FAIL, EVERYTHING))
    found = twins.share(judged, targets.load())[EVERY_DOCUMENT]
    assert (found.verdict, found.by) == (FAIL, (EVERYTHING,))
