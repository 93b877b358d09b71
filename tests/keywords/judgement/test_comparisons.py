"""A comparison needs both of its sides, and twins share a verdict."""

from dataclasses import replace
from pathlib import Path

import pytest

from keywords.basics.words import Verdict
from keywords.checklists.requirements import catalogue
from keywords.dossier.assembly import assemble
from keywords.evidence.model import Evidence, Judgement
from keywords.evidence.results import Outcome, RunEnvironment
from keywords.judgement import sides, targets, twins
from keywords.judgement.verdicts import CheckVerdict, RequirementVerdict, judge_check, judge_requirement
from tests.keywords.evidence.results_builder import Check, Folder

PASS, FAIL, INCONCLUSIVE = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE
SCHEMA = "P7-1.2"  # compares local with production
EVERYTHING, EVERY_DOCUMENT = "P9-8.4", "P2-10.4"  # twins


def check(verdict: Verdict = PASS, figure: str = "documents embedded", limit: str = "== 100 %") -> CheckVerdict:
    shown = {PASS: "PASS", FAIL: "FAIL", INCONCLUSIVE: "SKIP"}[verdict]
    judged = Judgement(observation=figure, expected=limit, observed="seen", verdict=verdict)
    made = Check("A Check", status=shown, verdict=verdict, judgements=[judged])
    return judge_check(made.plan(), Outcome(shown), made.evidence("embedded"), {})


# Two sides


def record(**of: dict[str, str]) -> Evidence:
    made = Check("A Check", [SCHEMA]).evidence("embedded")
    assert made is not None
    return made.model_copy(update={"sides": of})


def test_a_side_counts_with_a_fingerprint_that_is_not_the_run_s_own() -> None:
    here = {"host": "here"}
    assert sides.seen("local", here, [record(production={"host": "there"})]) == {"local", "production"}
    assert sides.seen("local", here, [record(production={})]) == {"local"}
    assert sides.seen("local", here, [record(production=here)]) == {"local"}
    assert sides.seen("local", {}, [record()]) == set()


def test_what_was_not_seen_is_named() -> None:
    requirement = catalogue()[SCHEMA]
    assert sides.one_sided(requirement, ["local"]) == "one side only: local; production was not seen"
    assert sides.one_sided(requirement, ["production"]) == "one side only: production; local was not seen"
    assert sides.one_sided(requirement, []) == "one side only: none; local and production was not seen"
    assert sides.one_sided(requirement, ["production", "local"]) == ""
    assert sides.one_sided(catalogue()["P4-1.1"], []) == ""


@pytest.mark.parametrize("verdict", [PASS, FAIL, INCONCLUSIVE])
def test_one_side_is_a_rehearsal_where_the_comparison_does_not_apply(verdict: Verdict) -> None:
    found = judge_requirement(catalogue()[SCHEMA], "embedded", [check(verdict)], one_sided="one side only")
    assert (found.verdict, found.rehearsal) == (Verdict.NOT_APPLICABLE, verdict)
    assert found.reasons[-1] == "one side only"


def test_one_side_is_never_a_pass_where_the_comparison_applies() -> None:
    found = judge_requirement(catalogue()[SCHEMA], "production", [check()], one_sided="one side only")
    assert (found.verdict, found.rehearsal, found.reasons) == (INCONCLUSIVE, PASS, ("one side only",))
    failed = judge_requirement(catalogue()[SCHEMA], "production", [check(FAIL)], one_sided="one side only")
    assert (failed.verdict, failed.rehearsal) == (FAIL, None)
    both = judge_requirement(catalogue()[SCHEMA], "production", [check()])
    assert (both.verdict, both.rehearsal) == (PASS, None)


@pytest.mark.parametrize(("beside", "expected"), [((), INCONCLUSIVE), (("local",), PASS)])
def test_a_run_in_production_passes_a_comparison_only_with_the_other_side(
    tmp_path: Path, beside: tuple[str, ...], expected: Verdict
) -> None:
    there = RunEnvironment(name="production", fingerprint={"host": "there"})
    Folder([Check("A Check", [SCHEMA], sides=beside)], environment=there).write(tmp_path)
    found = next(line for line in assemble(tmp_path).dossier.requirements if line.id == SCHEMA)
    assert found.verdict is expected


def test_the_embedded_pipeline_held_against_its_own_record_is_a_rehearsal(tmp_path: Path) -> None:
    Folder([Check("A Check", [SCHEMA])]).write(tmp_path)
    found = next(one for one in assemble(tmp_path).case.requirements if one.id == SCHEMA)
    assert (found.verdict, found.rehearsal) == (Verdict.NOT_APPLICABLE, PASS)
    assert "one side only: local; production was not seen" in found.reasons


# Twins


def shared(*judged: RequirementVerdict) -> dict[str, RequirementVerdict]:
    return twins.share({one.id: one for one in judged}, targets.load())


def verdict_of(name: str, verdict: Verdict, *checks: CheckVerdict) -> RequirementVerdict:
    return RequirementVerdict(catalogue()[name], verdict, None, checks)


@pytest.mark.parametrize("verdict", [PASS, FAIL, INCONCLUSIVE])
def test_a_twin_without_checks_shares_the_verdict_and_says_by_whom(verdict: Verdict) -> None:
    own = check(verdict)
    found = shared(verdict_of(EVERYTHING, verdict, own), verdict_of(EVERY_DOCUMENT, Verdict.NOT_COVERED))
    assert (found[EVERY_DOCUMENT].verdict, found[EVERY_DOCUMENT].by) == (verdict, (EVERYTHING,))
    assert found[EVERY_DOCUMENT].checks == (own,)
    assert found[EVERYTHING].by == ()


@pytest.mark.parametrize("verdict", [Verdict.NOT_APPLICABLE, Verdict.NOT_COVERED, Verdict.WAIVED])
def test_what_was_not_judged_here_is_not_shared(verdict: Verdict) -> None:
    found = shared(verdict_of(EVERYTHING, verdict, check()), verdict_of(EVERY_DOCUMENT, Verdict.NOT_COVERED))
    assert found[EVERY_DOCUMENT].verdict is Verdict.NOT_COVERED


def test_a_twin_with_checks_of_its_own_keeps_its_verdict() -> None:
    found = shared(verdict_of(EVERYTHING, FAIL, check(FAIL)), verdict_of(EVERY_DOCUMENT, INCONCLUSIVE, check()))
    assert (found[EVERY_DOCUMENT].verdict, found[EVERY_DOCUMENT].by) == (INCONCLUSIVE, ())


def test_a_twin_that_states_a_stricter_limit_does_not_share() -> None:
    plain, stated = catalogue()["P2-4.2"], catalogue()["P4-1.2"].limit
    judged = verdict_of("P4-1.2", PASS, check(PASS, "stages completed", "== 9 stages"))
    for more, by in (
        ({}, ("P4-1.2",)),
        ({"limit": stated}, ("P4-1.2",)),
        ({"limit": [stated[0].model_copy(update={"value": 10})]}, ()),
        ({"limit": [stated[0].model_copy(update={"metric": "stages_begun"})]}, ()),
    ):
        twin = RequirementVerdict(plain.model_copy(update=more), Verdict.NOT_COVERED)
        assert shared(judged, twin)["P2-4.2"].by == by


def test_a_person_s_word_is_not_shared() -> None:
    attest = catalogue()[EVERY_DOCUMENT].model_copy(update={"kind": "attest"})
    found = shared(verdict_of(EVERYTHING, PASS, check()), RequirementVerdict(attest, Verdict.NOT_COVERED))
    assert found[EVERY_DOCUMENT].verdict is Verdict.NOT_COVERED


def test_a_waiver_stays_unless_the_twin_passes() -> None:
    waived = replace(verdict_of(EVERY_DOCUMENT, Verdict.WAIVED), waived=True)
    assert shared(verdict_of(EVERYTHING, FAIL, check(FAIL)), waived)[EVERY_DOCUMENT].verdict is Verdict.WAIVED
    assert shared(verdict_of(EVERYTHING, PASS, check()), waived)[EVERY_DOCUMENT].verdict is PASS


def test_a_gate_counts_what_is_shared(tmp_path: Path) -> None:
    held = Judgement(observation="documents embedded", expected="== 100 %", observed="100 %", verdict=PASS)
    judged = Check("Every Document Is Embedded", [EVERYTHING], judgements=[held])
    found = assemble(Folder([judged]).write(tmp_path)).dossier
    line = next(line for line in found.requirements if line.id == EVERY_DOCUMENT)
    assert (line.by, line.checks) == ([EVERYTHING], [judged.id])
    assert any(EVERY_DOCUMENT in gate.requirements for gate in found.gates)
