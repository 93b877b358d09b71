"""Requirements of other phases that ask for the same thing: one without checks of its own shares their verdict."""

from collections.abc import Mapping
from dataclasses import replace

from keywords.basics.words import Verdict
from keywords.checklists.requirements import Requirement
from keywords.judgement.targets import Targets, unapplied
from keywords.judgement.verdicts import RequirementVerdict, worst

OPEN = (Verdict.NOT_COVERED, Verdict.WAIVED)
NOT_SHARED = (Verdict.NOT_APPLICABLE, Verdict.NOT_COVERED, Verdict.WAIVED)
BY_CHECKS = ("check", "measure")  # the kinds that checks alone decide


def share(judged: Mapping[str, RequirementVerdict], targets: Targets) -> dict[str, RequirementVerdict]:
    """All verdicts, with those that a requirement shares with its twins."""
    return {name: _shared(one, judged, targets) for name, one in judged.items()}


def _shared(one: RequirementVerdict, judged: Mapping[str, RequirementVerdict], targets: Targets) -> RequirementVerdict:
    if one.verdict not in OPEN or one.checks:
        return one
    known = [judged[name] for name in one.requirement.same_as if name in judged]
    twins = [twin for twin in known if _may_speak(twin, one.requirement, targets)]
    if not twins:
        return one
    verdict, by = worst(twin.verdict for twin in twins), tuple(twin.id for twin in twins)
    if one.waived and verdict is not Verdict.PASS:
        return one
    checks = {check.planned.id: check for twin in twins for check in twin.checks}
    reasons = dict.fromkeys(reason for twin in twins for reason in twin.reasons)
    return replace(one, verdict=verdict, checks=tuple(checks.values()), reasons=tuple(reasons), by=by)


def _may_speak(twin: RequirementVerdict, requirement: Requirement, targets: Targets) -> bool:
    """True if the twin was judged here by its own checks, and by no looser limits than it states."""
    theirs = twin.requirement
    if twin.verdict in NOT_SHARED or not twin.checks or not set(requirement.compares) <= set(theirs.compares):
        return False
    if theirs.kind != requirement.kind and not {theirs.kind, requirement.kind} <= set(BY_CHECKS):
        return False
    if requirement.kind == "attest" or requirement.command != theirs.command:
        return False
    judged = [judgement for check in twin.checks if check.evidence for judgement in check.evidence.judgements]
    return not unapplied(requirement, targets, judged)
