"""What changed between two runs: the decision, the verdicts and the figures, as text and for a comment."""

import statistics
from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten

from keywords.checklists.figures import figures as catalogue
from keywords.dossier import manifest
from keywords.dossier.model import Dossier, RequirementLine
from keywords.dossier.summary import plain
from keywords.evidence.results import read

DOSSIER = f"{manifest.DOSSIER}/dossier.json"
SHOWN, LONGEST = 100, 240  # lines of each kind in a comment, and their length: GitHub takes 65,536 characters
NOTHING = "Nothing changed: the same decision, verdicts and figures."


def compare(before: Path, after: Path) -> str:
    """What changed between two runs, as text."""
    return "\n".join(changes(before, after)) or NOTHING


def compare_as_markdown(before: Path, after: Path) -> str:
    """The same for a comment: figures change with every run, so they are folded away."""
    verdicts, figures = changed_verdicts(before, after), changed_figures(before, after)
    parts = ["## What changed", *(_listed(verdicts) if verdicts else ["The decision and all verdicts are the same."])]
    if figures:
        number = f"{len(figures)} {'figure' if len(figures) == 1 else 'figures'} changed"
        parts += [f"<details><summary>{number}</summary>", *_listed(figures), "</details>"]
    return "\n\n".join(parts)


def _listed(lines: Sequence[str]) -> list[str]:
    """One paragraph of Markdown: a list of as many as there is room for."""
    left = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return ["\n".join(f"- {plain(shorten(line, LONGEST))}" for line in [*lines[:SHOWN], *left])]


def changes(before: Path, after: Path) -> list[str]:
    """The differences in decision, verdicts of requirements, checks and figures."""
    return [*changed_verdicts(before, after), *changed_figures(before, after)]


def changed_verdicts(before: Path, after: Path) -> list[str]:
    old, new = load(before), load(after)
    found = differences(old, new)
    if old.environment.name != new.environment.name:
        found.insert(0, f"Environment: {old.environment.name} -> {new.environment.name}.")
    return found


def changed_figures(before: Path, after: Path) -> list[str]:
    found, old_figures, new_figures = list[str](), _figures(before), _figures(after)
    for name in dict.fromkeys([*old_figures, *new_figures]):
        was, now = old_figures.get(name), new_figures.get(name)
        if was != now:
            change = f"{was or 'not observed'} -> {now or 'not observed'}"
            found.append(f"{name}: {change}{_direction(name, was, now)}.")
    return found


def differences(old: Dossier, new: Dossier) -> list[str]:
    """The differences in decision, checks and verdicts of requirements."""
    found = []
    if old.decision != new.decision:
        found.append(f"Decision: {old.decision} -> {new.decision}.")
    if old.checks != new.checks:
        before, after = old.checks.model_dump(), new.checks.model_dump()
        counts = [f"{k.replace('_', ' ')} {v} -> {after[k]}" for k, v in before.items() if v != after[k]]
        found.append(f"Checks: {', '.join(counts)}.")
    lines = {line.id: line for line in old.requirements}
    for line in new.requirements:
        was, now = _word(lines.pop(line.id, None)), _word(line)
        if was != now:
            found.append(f"{line.id} ({line.text}): {was} -> {now}.")
    return found + [f"{name}: {_word(line)} -> no requirement." for name, line in lines.items()]


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


def load(folder: Path) -> Dossier:
    return Dossier.model_validate_json((folder / DOSSIER).read_text(encoding="utf-8"))
