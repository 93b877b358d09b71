"""summary.md: the decision in brief, for the pages of CI systems."""

import re

from keywords.basics.words import Verdict
from keywords.dossier.assembly import Assembled
from keywords.dossier.troubles import own_faults
from keywords.judgement.verdicts import NOT_EXECUTED

MARKS = {"pass": "✓", "fail": "✗", "waived": "≈", "inconclusive": "?", "not covered": "○", "not applicable": "–"}


def render(assembled: Assembled) -> str:
    dossier = assembled.dossier
    decides = f" ({dossier.run.decides})" if dossier.run.decides else ""
    checks = dossier.checks
    lines = [
        f"# {dossier.decision}: {plain(dossier.environment.title or dossier.environment.name)}{decides}",
        "",
        *([f"{i}. {plain(reason)}" for i, reason in enumerate(dossier.reasons, 1)] or ["Every must-gate passes."]),
        "",
        f"Checks: {checks.planned} planned, {checks.executed} executed, {checks.not_executed} {NOT_EXECUTED}; "
        f"{checks.passed} passed, {checks.failed} failed, {checks.inconclusive} inconclusive.",
        "",
        "| gate | level | verdict | pass or waived | requirements |",
        "|---|---|---|---:|---:|",
    ]
    if faults := own_faults(assembled):
        lines[-2:-2] = ["Countersign's own faults, which say nothing about the pipeline:", ""]
        lines[-2:-2] = [*(f"- {plain(record.name)}: {plain(record.own_fault)}" for record in faults), ""]
    good = {line.id for line in dossier.requirements if line.verdict in (Verdict.PASS, Verdict.WAIVED)}
    lines += [
        f"| {plain(gate.title)} | {gate.level} | {MARKS[gate.verdict]} {gate.verdict} "
        f"| {len(good.intersection(gate.requirements))} | {len(gate.requirements)} |"
        for gate in dossier.gates
    ]
    lines += ["", f"Run {plain(dossier.run.run)}, started {dossier.run.started or 'at no known time'}.", ""]
    return "\n".join(lines)


def plain(text: str) -> str:
    """Text from a run, escaped for Markdown."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()))
