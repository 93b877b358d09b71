"""What failed and what could not be shown, with the checks that one reason explains side by side."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from keywords.basics.words import Verdict
from keywords.dossier.assembly import Assembled
from keywords.evidence.model import Evidence
from keywords.judgement.verdicts import CheckVerdict, RequirementVerdict


@dataclass(frozen=True)
class Trouble:
    """One reason, and all checks that it explains."""

    reason: str
    checks: tuple[CheckVerdict, ...]

    @property
    def again(self) -> str:
        """The command that shows it again, by its first check."""
        return f"countersign run --test {shlex.quote(self.checks[0].name)}"


def troubles(checks: Iterable[CheckVerdict], verdict: Verdict) -> list[Trouble]:
    """The checks with this verdict, grouped by their first reason, in the order of the plan."""
    grouped: dict[str, list[CheckVerdict]] = {}
    for check in checks:
        if check.verdict is verdict:
            grouped.setdefault(check.reasons[0] if check.reasons else check.word, []).append(check)
    return [Trouble(reason, tuple(found)) for reason, found in grouped.items()]


def unshown(requirements: Sequence[RequirementVerdict]) -> list[RequirementVerdict]:
    """Inconclusive requirements whose checks all pass: a limit is missing, or was not applied."""
    return [
        judged
        for judged in requirements
        if Verdict.INCONCLUSIVE in (judged.verdict, judged.rehearsal)
        and all(check.verdict is Verdict.PASS for check in judged.checks)
    ]


def own_faults(assembled: Assembled) -> list[Evidence]:
    """The records of experiments and checks in which Countersign itself failed."""
    checks = [check.evidence for check in assembled.case.checks if check.evidence]
    return [record for record in (*assembled.experiments, *checks) if record.own_fault]
