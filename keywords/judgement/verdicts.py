"""The verdict of a check from its evidence and Robot's status, and of a requirement from all its checks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from keywords.basics.words import Verdict
from keywords.checklists.requirements import Requirement
from keywords.evidence.model import Evidence, Judgement
from keywords.evidence.results import BY_SIGNAL, Outcome, Planned, Results

NOT_EXECUTED = "not executed"
OBSERVED_NOTHING = "observed nothing"
BY_A_PERSON = ("attest", "document", "tool")  # the kinds of requirements that a person may attest
# From best to worst.
ORDER = (
    Verdict.NOT_APPLICABLE,
    Verdict.PASS,
    Verdict.WAIVED,
    Verdict.NOT_COVERED,
    Verdict.INCONCLUSIVE,
    Verdict.FAIL,
)


def worst(verdicts: Iterable[Verdict], default: Verdict = Verdict.PASS) -> Verdict:
    return max(verdicts, key=ORDER.index, default=default)


@dataclass(frozen=True)
class CheckVerdict:
    """The verdict of a check, and why."""

    planned: Planned
    verdict: Verdict
    executed: bool
    reasons: tuple[str, ...] = ()
    evidence: Evidence | None = None
    experiments: tuple[Evidence, ...] = ()
    outcome: Outcome | None = None

    @property
    def name(self) -> str:
        return self.planned.name

    @property
    def word(self) -> str:
        return self.verdict.value if self.executed else NOT_EXECUTED

    @property
    def requirements(self) -> list[str]:
        """The requirements that it speaks for, according to its plan and its evidence."""
        recorded = self.evidence.requirements if self.evidence else []
        return list(dict.fromkeys([*self.planned.requirements, *recorded]))


@dataclass(frozen=True)
class Attested:
    """What the valid attestations say about one requirement."""

    verdict: Verdict
    reason: str
    person: str = ""


@dataclass(frozen=True)
class RequirementVerdict:
    requirement: Requirement
    verdict: Verdict
    rehearsal: Verdict | None = None
    checks: tuple[CheckVerdict, ...] = ()
    reasons: tuple[str, ...] = ()
    waived: bool = False  # a waiver is in force, whether it was needed or not
    by: tuple[str, ...] = ()  # the twins whose verdict it shares

    @property
    def id(self) -> str:
        return self.requirement.id


def judge_checks(results: Results) -> list[CheckVerdict]:
    """The verdicts on all checks of a run, planned or not, in the order of the plan."""

    def verdict(planned: Planned) -> CheckVerdict:
        outcome = _worst_outcome(results.outcomes.get(planned.long_name, []))
        return judge_check(planned, outcome, results.checks.get(planned.id), results.experiments)

    return [verdict(planned) for planned in results.planned]


def judge_check(
    planned: Planned, outcome: Outcome | None, evidence: Evidence | None, experiments: Mapping[str, Evidence]
) -> CheckVerdict:
    """The worst verdict among its evidence, its judgements, the experiments it rests on, and Robot's status."""
    judgements = evidence.judgements if evidence else []
    outcome = _since_it_passed(outcome, evidence)
    rests_on = tuple(experiments[name] for name in evidence.rests_on if name in experiments) if evidence else ()
    cut_short = bool(outcome and outcome.cut_short) and not any(j.verdict is Verdict.FAIL for j in judgements)

    def verdict(verdict: Verdict, *reasons: str, executed: bool = True) -> CheckVerdict:
        kept = tuple(dict.fromkeys(reason for reason in reasons if reason))
        return CheckVerdict(planned, verdict, executed, kept, evidence, rests_on, outcome)

    if not cut_short and (failures := _failures(outcome, evidence, rests_on)):
        return verdict(Verdict.FAIL, *failures)
    if outcome is None or cut_short or outcome.status not in ("PASS", "FAIL", "SKIP"):
        return verdict(Verdict.INCONCLUSIVE, _why_not_executed(outcome), executed=False)
    if outcome.status == "PASS" and (nothing := _observed_nothing(evidence, rests_on)):
        return verdict(Verdict.FAIL, nothing)
    if doubts := _doubts(outcome, evidence, rests_on):
        return verdict(Verdict.INCONCLUSIVE, *doubts)
    return verdict(Verdict.PASS)


def judge_requirement(
    requirement: Requirement,
    environment: str,
    checks: Sequence[CheckVerdict],
    *,
    attested: Attested | None = None,
    waived: bool = False,
    unbounded: str = "",
    one_sided: str = "",
) -> RequirementVerdict:
    """The verdict from all its checks and, for a kind that a person may attest, from the attestations.

    `unbounded` says why no limit was set to a figure. Without a limit, a pass proves nothing. `one_sided` says which
    side of a comparison was not seen. With one side, a pass is a rehearsal.
    """
    rehearsal = worst(check.verdict for check in checks) if checks else None
    if not requirement.applies_to(environment):
        reasons = (*_reasons(checks), *([one_sided] if checks and one_sided else []))
        return RequirementVerdict(requirement, Verdict.NOT_APPLICABLE, rehearsal, tuple(checks), reasons, waived)
    verdict, reasons = _from_checks(requirement, checks, attested)
    if verdict is Verdict.PASS and (unbounded or one_sided) and not attested:
        verdict, reasons = Verdict.INCONCLUSIVE, (unbounded or one_sided,)
    rehearsal = rehearsal if one_sided and verdict is Verdict.INCONCLUSIVE else None
    if waived and verdict is not Verdict.PASS:
        verdict = Verdict.WAIVED
    return RequirementVerdict(requirement, verdict, rehearsal, tuple(checks), reasons, waived)


def _from_checks(
    requirement: Requirement, checks: Sequence[CheckVerdict], attested: Attested | None
) -> tuple[Verdict, tuple[str, ...]]:
    checked = worst((check.verdict for check in checks), Verdict.NOT_COVERED)
    reasons = _reasons(checks)
    if requirement.kind not in BY_A_PERSON:
        return checked, reasons if checks else ("no check speaks for it",)
    if checked is Verdict.FAIL or (attested and attested.verdict is Verdict.FAIL):
        return Verdict.FAIL, (*reasons, *((attested.reason,) if attested else ()))
    if attested:
        return attested.verdict, (attested.reason,)
    if requirement.kind == "attest":
        return (Verdict.INCONCLUSIVE if checks else Verdict.NOT_COVERED), (*reasons, "no attestation says so")
    return checked, reasons if checks else ("no command was executed for it, and no attestation says so",)


def _reasons(checks: Sequence[CheckVerdict]) -> tuple[str, ...]:
    return tuple(f"{check.name}: {reason}" for check in checks for reason in check.reasons)


def _failures(outcome: Outcome | None, evidence: Evidence | None, experiments: Sequence[Evidence]) -> list[str]:
    """Why it failed. A recorded failure counts, whatever Robot shows."""
    reasons = []
    if evidence:
        failed = [j for j in evidence.judgements if j.verdict is Verdict.FAIL]
        reasons += [j.reason or f"{j.observation}: expected {j.expected}, seen {j.observed}" for j in failed]
        if evidence.verdict is Verdict.FAIL:
            reasons += evidence.reasons or ([] if reasons else ["its evidence says fail, without a reason"])
        reasons += [f"{e.id}: {'; '.join(e.reasons) or 'failed'}" for e in experiments if e.verdict is Verdict.FAIL]
    if outcome and outcome.status == "FAIL" and not reasons:
        reasons.append(outcome.message or "Robot reports FAIL without a message")
    return reasons


def _since_it_passed(outcome: Outcome | None, evidence: Evidence | None) -> Outcome | None:
    """What Robot says; of a check that passed before the teardown of its suite failed, only what came after."""
    if outcome is None or evidence is None or evidence.verdict is not Verdict.PASS:
        return outcome
    _, also, since = outcome.message.partition("\n\nAlso ")
    return replace(outcome, message=since, cut_short=since.endswith(BY_SIGNAL)) if also else outcome


def _observed_nothing(evidence: Evidence | None, experiments: Sequence[Evidence]) -> str:
    if evidence is None:
        return f"{OBSERVED_NOTHING}: the check ended without evidence"
    if not evidence.observations and not any(e.observations for e in experiments):
        return f"{OBSERVED_NOTHING}: no observation is on record"
    if not evidence.judgements and evidence.verdict is Verdict.PASS:
        return f"{OBSERVED_NOTHING}: its observations were compared with nothing"
    return ""


def _doubts(outcome: Outcome, evidence: Evidence | None, experiments: Sequence[Evidence]) -> list[str]:
    doubts = []
    if evidence:
        doubts += [j.reason or f"{j.observation} could not be judged" for j in _unclear(evidence.judgements)]
        doubts += [f"{name} was seen in no case at all" for name in _empty(evidence, experiments)]
        doubts += [f"it rests on {name}, which left no record" for name in _absent(evidence, experiments)]
        doubts += [f"{e.id}: {'; '.join(e.reasons) or e.verdict}" for e in experiments if e.verdict is not Verdict.PASS]
        if evidence.verdict is not Verdict.PASS:
            doubts += evidence.reasons or ([] if doubts else [f"its evidence says {evidence.verdict}"])
        if evidence.finished is None:
            doubts.append("its record was not finished")
    if outcome.status == "SKIP" and not doubts:
        doubts.append(outcome.message or "Robot reports SKIP without a message")
    return doubts


def _unclear(judgements: Sequence[Judgement]) -> list[Judgement]:
    return [j for j in judgements if j.verdict is not Verdict.PASS]


def _empty(evidence: Evidence, experiments: Sequence[Evidence]) -> list[str]:
    """The observations without a single case: its own, and those of its experiments that it judged."""
    judged = {j.observation for j in evidence.judgements}
    borrowed = [o for e in experiments for o in e.observations if o.name in judged]
    return [o.name for o in (*evidence.observations, *borrowed) if o.population == 0]


def _absent(evidence: Evidence, experiments: Sequence[Evidence]) -> list[str]:
    recorded = {e.id for e in experiments}
    return [name for name in evidence.rests_on if name not in recorded]


def _why_not_executed(outcome: Outcome | None) -> str:
    if outcome is None:
        return "it was planned, but is not in output.xml"
    return f"Robot did not execute it: {outcome.message or outcome.status}"


def _worst_outcome(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The worst outcome of a check that ran more than once: a repetition wipes out no failure."""
    order = {"PASS": 0, "SKIP": 1, "FAIL": 3}
    return max(outcomes, key=lambda o: 2 if o.cut_short else order.get(o.status, 2), default=None)
