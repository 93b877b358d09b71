"""Verifies that a dossier follows from its evidence."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from keywords.checklists.figures import figures as catalogue
from keywords.dossier import manifest
from keywords.dossier.assembly import assemble
from keywords.dossier.building import render
from keywords.dossier.comparing import DOSSIER, differences, load
from keywords.dossier.model import Dossier
from keywords.evidence.recomputing import altered, without_source
from keywords.evidence.results import read


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
        dossier = load(folder)
    except (OSError, ValidationError, UnicodeDecodeError):
        return _verified([*problems, f"{DOSSIER} cannot be read."], [])
    rebuilt = assemble(folder, dossier.run.decided_on, only={line.file for line in dossier.run.attestations})
    then, now = dossier.run.rules, rebuilt.dossier.run.rules
    changed_rules = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    notes = [f"{name} has changed since; the evidence was judged by today's rules." for name in changed_rules]
    if unfounded := without_source(every):
        notes.append(f"{len(unfounded)} values have neither cases nor samples to recompute them from.")
    problems += _altered_attestations(dossier, rebuilt.dossier)
    problems += differences(dossier, rebuilt.dossier)
    if not changed_rules:
        for name, text in render(rebuilt).items():
            path = folder / manifest.DOSSIER / name
            if path.is_file() and path.read_bytes() != text.encode():
                problems.append(f"{manifest.DOSSIER}/{name} is not what the evidence gives.")
    return _verified(problems, notes, dossier)


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
