"""Whether a dossier is what its evidence gives, and what changed between two."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from keywords.checklists.figures import figures
from keywords.dossier import manifest
from keywords.dossier.assembly import assemble
from keywords.dossier.building import render
from keywords.dossier.model import Dossier
from keywords.evidence.results import read

DOSSIER = f"{manifest.DOSSIER}/dossier.json"


@dataclass(frozen=True)
class Verified:
    holds: bool
    problems: tuple[str, ...]
    text: str


def verify(folder: Path) -> Verified:
    """Whether nothing was altered since the manifest, and the evidence still gives this dossier."""
    problems = manifest.problems(folder)
    try:
        dossier = _load(folder)
    except (OSError, ValidationError, UnicodeDecodeError):
        return _verified([*problems, f"{DOSSIER} cannot be read."], [])
    rebuilt = assemble(folder, dossier.run.decided_on, only={line.file for line in dossier.run.attestations})
    changed_rules = sorted(
        name
        for name in dossier.run.rules.keys() | rebuilt.dossier.run.rules.keys()
        if dossier.run.rules.get(name) != rebuilt.dossier.run.rules.get(name)
    )
    notes = [
        f"{name} has changed since; the evidence was judged again by the rules of today." for name in changed_rules
    ]
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
    found = changes(before, after)
    return "\n".join(found) if found else "Nothing changed: the same decision, verdicts and figures."


def changes(before: Path, after: Path) -> list[str]:
    """The decision, the verdicts of requirements, the checks and the figures that differ."""
    old, new = _load(before), _load(after)
    found = _differences(old, new)
    if old.environment.name != new.environment.name:
        found.insert(0, f"Environment: {old.environment.name} -> {new.environment.name}.")
    earlier, later = _figures(before), _figures(after)
    for name in dict.fromkeys([*earlier, *later]):
        was, now = earlier.get(name), later.get(name)
        if was != now:
            found.append(f"{name}: {was or 'not observed'} -> {now or 'not observed'}{_direction(name, was, now)}.")
    return found


def _differences(old: Dossier, new: Dossier) -> list[str]:
    found = []
    if old.decision != new.decision:
        found.append(f"Decision: {old.decision} -> {new.decision}.")
    if old.checks != new.checks:
        before, after = old.checks.model_dump(), new.checks.model_dump()
        parts = [f"{k.replace('_', ' ')} {v} -> {after[k]}" for k, v in before.items() if v != after[k]]
        found.append(f"Checks: {', '.join(parts)}.")
    verdicts = {line.id: line for line in old.requirements}
    for line in new.requirements:
        earlier = verdicts.pop(line.id, None)
        was, now = _word(earlier), _word(line)
        if was != now:
            found.append(f"{line.id} ({line.text}): {was} -> {now}.")
    return found + [f"{name}: {_word(line)} -> no requirement." for name, line in verdicts.items()]


def _word(line: object) -> str:
    verdict, rehearsal = getattr(line, "verdict", "no requirement"), getattr(line, "rehearsal", None)
    return f"{verdict} (rehearsal: {rehearsal})" if rehearsal else str(verdict)


def _figures(folder: Path) -> dict[str, str]:
    """Every observation with its median or value; those that are raw text are left out."""
    found = read(folder)
    values: dict[str, str] = {}
    for record in [*found.checks.values(), *found.experiments.values()]:
        for seen in record.observations:
            if seen.samples:
                value = f"median {statistics.median(seen.samples):.6g} {seen.unit} of {len(seen.samples)}"
            elif isinstance(seen.value, str):
                continue
            else:
                value = f"{seen.value:.6g} {seen.unit}" if not isinstance(seen.value, bool) else str(seen.value)
            values[f"{record.name}: {seen.name}"] = value.strip()
    return values


def _direction(name: str, was: str | None, now: str | None) -> str:
    """Whether a figure of the catalogue got better or worse; '' if it has no direction or is new."""
    _, _, figure = name.partition(": ")
    better = figures()[figure].better if figure in figures() else "neither"
    if better == "neither" or was is None or now is None:
        return ""
    before, after = (float(text.removeprefix("median ").split()[0]) for text in (was, now))
    return " (better)" if (after > before) == (better == "higher") else " (worse)"


def _altered_attestations(old: Dossier, rebuilt: Dossier) -> list[str]:
    here = {line.file: line.sha256 for line in rebuilt.run.attestations}
    return [
        f"{line.file} {'was altered' if line.file in here else 'is missing'} since the decision."
        for line in old.run.attestations
        if here.get(line.file) != line.sha256
    ]


def _verified(problems: list[str], notes: list[str], dossier: Dossier | None = None) -> Verified:
    kept = tuple(dict.fromkeys(problems))
    heading = (
        "This dossier does not hold:"
        if kept
        else f"The manifest holds, and the evidence gives the same decision: {dossier.decision if dossier else ''}."
    )
    return Verified(not kept, kept, "\n".join([heading, *(f"  - {line}" for line in (*kept, *notes))]))


def _load(folder: Path) -> Dossier:
    return Dossier.model_validate_json((folder / DOSSIER).read_text(encoding="utf-8"))
