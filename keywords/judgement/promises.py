"""Promises of the contract: a broken one makes the requirements of the phases that it supports fail, too."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from keywords.basics.words import Verdict
from keywords.judgement.verdicts import RequirementVerdict


def hold(judged: Mapping[str, RequirementVerdict]) -> dict[str, RequirementVerdict]:
    """All verdicts, where each requirement that a broken promise supports fails by it.

    A promise that is kept gives no verdict to a requirement without checks of its own: it is only a part of it.
    """
    broken: dict[str, list[RequirementVerdict]] = defaultdict(list)
    for one in judged.values():
        if Verdict.FAIL in (one.verdict, one.rehearsal) and not one.waived:
            for supported in one.requirement.supports:
                broken[supported].append(one)
    return {name: _failing(one, broken[name]) if name in broken else one for name, one in judged.items()}


def _failing(one: RequirementVerdict, broken: Sequence[RequirementVerdict]) -> RequirementVerdict:
    """The requirement with the verdict of the promises; where it does not apply, or is waived, only its rehearsal."""
    checks = {check.planned.id: check for each in (one, *broken) for check in each.checks}
    reasons = dict.fromkeys((*one.reasons, *(reason for each in broken for reason in each.reasons)))
    failing = replace(one, checks=tuple(checks.values()), reasons=tuple(reasons), by=tuple(each.id for each in broken))
    if one.verdict is Verdict.NOT_APPLICABLE:
        return replace(failing, rehearsal=Verdict.FAIL)
    return replace(failing, verdict=Verdict.WAIVED if one.waived else Verdict.FAIL, rehearsal=None)
