"""The contact sheet: what browsers showed at each moment of a workflow, side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from keywords.evidence.model import Evidence

ENGINE = "engine"  # the input of an experiment that a browser is part of


@dataclass(frozen=True)
class Workflow:
    """What one workflow looked like, by engine."""

    name: str
    records: dict[str, Evidence] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    engines: tuple[str, ...]
    workflows: tuple[Workflow, ...]


def sheet(experiments: Iterable[Evidence]) -> Sheet:
    """The workflows that a browser showed, and the engines that this run tried."""
    workflows = dict[str, Workflow]()
    tried = [record for record in experiments if record.inputs.get(ENGINE)]
    for record in tried:
        name = record.name.removesuffix(f" in {record.inputs[ENGINE]}")
        workflows.setdefault(name, Workflow(name)).records[record.inputs[ENGINE]] = record
    engines = sorted({str(record.inputs[ENGINE]) for record in tried})
    return Sheet(tuple(engines), tuple(workflows[name] for name in sorted(workflows)))
