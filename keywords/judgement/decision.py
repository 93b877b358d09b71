"""Decides GO, NO-GO or HOLD, with reasons in sentences, the most important first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from keywords.basics.words import Decision, Verdict
from keywords.evidence.results import RunRecord
from keywords.judgement.attestations import Waiver
from keywords.judgement.gates import GateVerdict
from keywords.judgement.verdicts import NOT_EXECUTED, CheckVerdict, RequirementVerdict

SHOWN = 20
NAMED = 6  # requirement ids in one sentence
OPEN = (Verdict.INCONCLUSIVE, Verdict.NOT_COVERED)


@dataclass(frozen=True)
class Case:
    """Everything that a decision rests on."""

    run: RunRecord
    checks: Sequence[CheckVerdict]
    requirements: Sequence[RequirementVerdict]
    gates: Sequence[GateVerdict]
    problems: Sequence[str] = ()  # of the results folder, attestations and rules; each leads to HOLD
    remarks: Sequence[str] = ()  # waivers and attestations that do not count; they do not change the decision
    waivers: Sequence[Waiver] = ()


@dataclass(frozen=True)
class Ruling:
    decision: Decision
    reasons: tuple[str, ...]

    @property
    def shown(self) -> list[str]:
        """The reasons that a page has room for."""
        if len(self.reasons) <= SHOWN:
            return list(self.reasons)
        return [*self.reasons[:SHOWN], f"and {len(self.reasons) - SHOWN} more, in the checklists below."]


def decide(case: Case) -> Ruling:
    """NO-GO if anything failed, else HOLD if anything is missing, else GO."""
    failures = [*_failed_checks(case), *_refused(case)]
    incomplete, gates = [*case.problems, *_incomplete(case)], list(_open_gates(case))
    decision = Decision.NO_GO if failures else Decision.HOLD if incomplete or gates else Decision.GO
    waived = _waived(case, "GO with waivers" if decision is Decision.GO else "Waived")
    reasons = [*failures, *incomplete, *waived, *case.remarks, *gates, *_open_shoulds(case)]
    return Ruling(decision, tuple(dict.fromkeys(reasons)))


def excused(check: CheckVerdict, requirements: Mapping[str, RequirementVerdict]) -> bool:
    """Whether all that a check speaks for is waived, so that its failure does not count."""
    spoken_for = [requirements[name] for name in check.requirements if name in requirements]
    return bool(spoken_for) and all(requirement.waived for requirement in spoken_for)


def _failed_checks(case: Case) -> Iterable[str]:
    """The failed checks. Those of requirements that apply here come before rehearsals."""
    by_id = {requirement.id: requirement for requirement in case.requirements}
    rehearsals = []
    for check in case.checks:
        if check.verdict is not Verdict.FAIL or excused(check, by_id):
            continue
        spoken_for = [by_id[name] for name in check.requirements if name in by_id]
        only_rehearsed = spoken_for and all(r.verdict is Verdict.NOT_APPLICABLE for r in spoken_for)
        sentence = (
            f"{'The rehearsal' if only_rehearsed else 'Check'} '{check.name}' failed: "
            f"{_first_line(check.reasons)}{_speaks_for(check)}{_where(check)}."
        )
        if only_rehearsed:
            rehearsals.append(sentence)
        else:
            yield sentence
    yield from rehearsals


def _refused(case: Case) -> Iterable[str]:
    """The requirements that fail without a failed check: a person refused them."""
    for requirement in case.requirements:
        if requirement.verdict is Verdict.FAIL and all(c.verdict is not Verdict.FAIL for c in requirement.checks):
            reason = requirement.reasons[-1] if requirement.reasons else "it was refused"
            yield f"{requirement.id} ({requirement.requirement.text}) fails: {reason}."


def _incomplete(case: Case) -> Iterable[str]:
    run = case.run
    if not run.planned:
        yield "Nothing was selected, so nothing was executed: no check stands behind this decision."
    if run.finished is None:
        yield "The run did not finish: it is still running, or it was interrupted or killed."
    if run.planned and not run.complete:
        yield f"Only a part of the checks was selected ({len(run.planned)}); a decision needs all of them."
    missing = [check for check in case.checks if not check.executed]
    if missing:
        names = _listed([f"'{check.name}'" for check in missing], 3)
        number = _counted(len(missing), "check was", "checks were")
        yield f"{number} planned but {NOT_EXECUTED}: {names}; {_first_line(missing[0].reasons)}."


def _open_gates(case: Case) -> Iterable[str]:
    musts = [gate for gate in case.gates if gate.gate.level == "must"]
    if not musts:
        yield f"No must-gate is set for {case.run.environment.name}, so nothing can decide; see variables/gates.yaml."
    yield from _inconclusive({r.id: r for gate in musts for r in gate.with_verdict(Verdict.INCONCLUSIVE)})
    for gate in musts:
        uncovered = [r for r in gate.with_verdict(Verdict.NOT_COVERED) if r.requirement.kind != "attest"]
        if uncovered:
            number, ids = len(uncovered), _listed([r.id for r in uncovered], NAMED)
            yield (
                f"Gate '{gate.gate.title}' is incomplete: "
                f"{_counted(number, 'requirement is', 'requirements are')} not covered by any check: {ids}."
            )
        elif not gate.requirements:
            yield f"Gate '{gate.gate.title}' is incomplete: none of its requirements applies here."
    awaited = {r.id: r for g in musts for r in g.with_verdict(Verdict.NOT_COVERED) if r.requirement.kind == "attest"}
    if awaited:
        yield (
            f"Awaiting attestations: {_counted(len(awaited), 'requirement needs', 'requirements need')} "
            f"a person's word: {_listed(list(awaited), NAMED)}."
        )


def _inconclusive(requirements: Mapping[str, RequirementVerdict]) -> Iterable[str]:
    """One sentence for each reason, whatever number of requirements it concerns."""
    by_reason: dict[str, list[RequirementVerdict]] = {}
    for requirement in requirements.values():
        by_reason.setdefault(_first_line(requirement.reasons), []).append(requirement)
    for reason, held in by_reason.items():
        if len(held) == 1:
            yield f"{held[0].id} ({held[0].requirement.text}) is inconclusive: {reason}."
        else:
            yield f"{len(held)} requirements are inconclusive: {_listed([r.id for r in held], NAMED)}; {reason}."


def _open_shoulds(case: Case) -> Iterable[str]:
    for gate in case.gates:
        left = [r for r in gate.requirements if r.verdict in OPEN]
        if gate.gate.level == "should" and left:
            number = _counted(len(left), "requirement is", "requirements are")
            yield (
                f"For information: gate '{gate.gate.title}' should pass, but does not decide; "
                f"{number} open: {_listed([r.id for r in left], NAMED)}."
            )


def _waived(case: Case, heading: str) -> Iterable[str]:
    needed = {r.id for r in case.requirements if r.verdict is Verdict.WAIVED}
    rehearsed = {r.id for r in case.requirements if r.waived and r.rehearsal is Verdict.FAIL}
    for waiver in case.waivers:
        if waiver.requirement in needed | rehearsed:
            yield (
                f"{heading}: {waiver.requirement} is waived until {waiver.expires} "
                f"by {waiver.name}: {waiver.reason.rstrip('.')}."
            )


def _first_line(reasons: Sequence[str]) -> str:
    lines = reasons[0].strip().splitlines() if reasons else []
    heading = len(lines) > 1 and lines[0].endswith(":")  # such as 'Parent suite setup failed:'
    text = " ".join(lines[: 2 if heading else 1]) or "no reason is on record"
    return (text if len(text) <= 240 else f"{text[:239]}…").rstrip(".")


def _speaks_for(check: CheckVerdict) -> str:
    return f"; it speaks for {_listed(check.requirements, NAMED)}" if check.requirements else ""


def _where(check: CheckVerdict) -> str:
    if check.evidence:
        return f"; see evidence/{check.evidence.id}.json"
    return "; see log.html" if check.outcome else ""


def _listed(words: Sequence[str], at_most: int) -> str:
    if len(words) <= at_most:
        return ", ".join(words)
    return f"{', '.join(words[:at_most])} and {len(words) - at_most} more"


def _counted(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"
