"""The gates of an environment: the requirements that must hold before it counts as ready."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from keywords.basics import yaml_files
from keywords.basics.folders import VARIABLES
from keywords.basics.words import Verdict
from keywords.checklists.requirements import Requirement
from keywords.judgement.verdicts import RequirementVerdict, worst

FILE = VARIABLES / "gates.yaml"
KINDS = get_args(Requirement.model_fields["kind"].annotation)


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gate(Record):
    """A set of requirements. `requirements` and `without` list ids, globs such as P4-*, fields, or kinds."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: str
    level: Literal["must", "should"]
    requirements: Annotated[list[str], Field(min_length=1)]
    without: list[str] = []
    environments: list[str]

    def holds(self, requirement: Requirement) -> bool:
        return _selected(requirement, self.requirements) and not _selected(requirement, self.without)


class Gates(Record):
    decides: dict[str, str]  # environment -> what it decides, such as "ready for docker"
    never_waived: list[str]
    gates: list[Gate]

    def of(self, environment: str, further: Collection[str] = ()) -> list[Gate]:
        """The gates that list the environment, and the further ones that its own file names."""
        return [gate for gate in self.gates if environment in gate.environments or gate.id in further]

    def unknown(self, ids: Iterable[str]) -> list[str]:
        return sorted(set(ids) - {gate.id for gate in self.gates})


@dataclass(frozen=True)
class GateVerdict:
    gate: Gate
    verdict: Verdict
    requirements: tuple[RequirementVerdict, ...]

    def with_verdict(self, verdict: Verdict) -> list[RequirementVerdict]:
        return [requirement for requirement in self.requirements if requirement.verdict is verdict]


def load(file: Path = FILE) -> Gates:
    return yaml_files.load(Gates, file)


def judge(gate: Gate, requirements: Mapping[str, RequirementVerdict]) -> GateVerdict:
    """The worst verdict of the gate's requirements that apply here. If none applies, the gate is not covered."""
    applying = [r for r in requirements.values() if r.verdict is not Verdict.NOT_APPLICABLE]
    selected = tuple(r for r in applying if gate.holds(r.requirement))
    return GateVerdict(gate, worst((r.verdict for r in selected), Verdict.NOT_COVERED), selected)


def _selected(requirement: Requirement, selectors: Iterable[str]) -> bool:
    return any(
        selector in (requirement.field, requirement.kind) or fnmatchcase(requirement.id, selector)
        for selector in selectors
    )
