"""Verifies that a dossier follows from its evidence, and compares two dossiers."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from keywords.checklists.figures import figures as catalogue
from keywords.dossier import manifest
from keywords.dossier.assembly import assemble
from keywords.dossier.building import render
from keywords.dossier.model import Dossier, RequirementLine
from keywords.evidence.recomputing import altered, without_source
from keywords.evidence.results import read

DOSSIER = f"{manifest.DOSSIER}/dossier.json"


@dataclass(frozen=True)
class Verified:
    holds: bool
    problems: tuple[str, ...]
    text: str


def verify(folder: Path) -> Verified:
    """Check that nothing was altered since the manifest was written, and that the evidence still gives this dossier."""
    problems, read_again = manifest.problems(folder), read(folder)
    every = [*read_again.checks.values(), *read_again.experiments.values()]
    problems += altered(every, folder, catalogue())
    try:
        dossier = _load(folder)
    except (OSError, ValidationError, UnicodeDecodeError):
        return _verified([*problems, f"{DOSSIER} cannot be read."], [])
    rebuilt = assemble(folder, dossier.run.decided_on, only={line.file for line in dossier.run.attestations})
    then, now = dossier.run.rules, rebuilt.dossier.run.rules
    changed_rules = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    notes = [f"{name} has changed since; the evidence was judged by today's rules." for name in changed_rules]
    if unfounded := without_source(every):
        notes.append(f"{len(unfounded)} values have neither cases nor samples to recompute them from.")
    problems += _altered_attestations(dossier, rebuilt.dossier)
    problems += _differences(dossier, rebuilt.dossier)
    if not changed_rules:
        for name, text in render(rebuilt).items():
            path = folder / manifest.DOSSIER / name
            if path.is_file() and path.read_bytes() != text.encode():
                problems.append(f"{manifest.DOSSIER}/{name} is not what the evidence gives.")
    return _verified(problems, notes, dossier)


def compare(before: Path, after: Path) -> str:
    """What changed between two runs, as text."""
    return "\n".join(changes(before, after)) or "Nothing changed: the same decision, verdicts and figures."


def changes(before: Path, after: Path) -> list[str]:
    """The differences in decision, verdicts of requirements, checks and figures."""
    old, new = _load(before), _load(after)
    differences = _differences(old, new)
    if old.environment.name != new.environment.name:
        differences.insert(0, f"Environment: {old.environment.name} -> {new.environment.name}.")
    old_figures, new_figures = _figures(before), _figures(after)
    for name in dict.fromkeys([*old_figures, *new_figures]):
        was, now = old_figures.get(name), new_figures.get(name)
        if was != now:
            change = f"{was or 'not observed'} -> {now or 'not observed'}"
            differences.append(f"{name}: {change}{_direction(name, was, now)}.")
    return differences


def _differences(old: Dossier, new: Dossier) -> list[str]:
    differences = []
    if old.decision != new.decision:
        differences.append(f"Decision: {old.decision} -> {new.decision}.")
    if old.checks != new.checks:
        before, after = old.checks.model_dump(), new.checks.model_dump()
        counts = [f"{k.replace('_', ' ')} {v} -> {after[k]}" for k, v in before.items() if v != after[k]]
        differences.append(f"Checks: {', '.join(counts)}.")
    lines = {line.id: line for line in old.requirements}
    for line in new.requirements:
        was, now = _word(lines.pop(line.id, None)), _word(line)
        if was != now:
            differences.append(f"{line.id} ({line.text}): {was} -> {now}.")
    return differences + [f"{name}: {_word(line)} -> no requirement." for name, line in lines.items()]


def _word(line: RequirementLine | None) -> str:
    if line is None:
        return "no requirement"
    return f"{line.verdict} (rehearsal: {line.rehearsal})" if line.rehearsal else str(line.verdict)


def _figures(folder: Path) -> dict[str, str]:
    """Every observation with its median or value, except raw text."""
    results = read(folder)
    figures: dict[str, str] = {}
    for record in [*results.checks.values(), *results.experiments.values()]:
        for seen in record.observations:
            if seen.samples:
                value = f"median {statistics.median(seen.samples):.6g} {seen.unit} of {len(seen.samples)}"
            elif isinstance(seen.value, str):
                continue
            else:
                value = f"{seen.value:.6g} {seen.unit}" if not isinstance(seen.value, bool) else str(seen.value)
            figures[f"{record.name}: {seen.name}"] = value.strip()
    return figures


def _direction(name: str, was: str | None, now: str | None) -> str:
    """Whether a figure of the catalogue got better or worse; '' if it has no direction or is new."""
    _, _, figure = name.partition(": ")
    better = catalogue()[figure].better if figure in catalogue() else "neither"
    if better == "neither" or was is None or now is None:
        return ""
    before, after = (float(text.removeprefix("median ").split()[0]) for text in (was, now))
    return " (better)" if (after > before) == (better == "higher") else " (worse)"


def _altered_attestations(old: Dossier, rebuilt: Dossier) -> list[str]:
    now = {line.file: line.sha256 for line in rebuilt.run.attestations}
    altered = [line.file for line in old.run.attestations if now.get(line.file) != line.sha256]
    return [f"{file} {'was altered' if file in now else 'is missing'} since the decision." for file in altered]


def _verified(problems: list[str], notes: list[str], dossier: Dossier | None = None) -> Verified:
    unique = tuple(dict.fromkeys(problems))
    heading = "This dossier does not hold:"
    if dossier and not unique:
        heading = f"The manifest holds, and the evidence gives the same decision: {dossier.decision}."
    return Verified(not unique, unique, "\n".join([heading, *(f"  - {line}" for line in (*unique, *notes))]))


def _load(folder: Path) -> Dossier:
    return Dossier.model_validate_json((folder / DOSSIER).read_text(encoding="utf-8"))
