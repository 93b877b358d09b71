"""The requirements of the phases and the promises of the contract, read from variables/checklists/."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

from keywords.basics.folders import VARIABLES
from keywords.basics.quantities import OPERATORS, Limit, Quantity

CHECKLISTS = VARIABLES / "checklists"
CONTRACT = CHECKLISTS / "contract.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader: every process reads the long checklists
# The environments of the checklists. Gates call the first one `embedded`.
STANDS_FOR = ("local", "docker", "cloud", "production")
CATALOGUE_NAMES = {"embedded": "local"}
OWN_NAMES = {theirs: ours for ours, theirs in CATALOGUE_NAMES.items()}
_COMMAND = re.compile(r"(?:[\w-]+/)+[\w-]+\.(?:py|sh|yml)\b")  # a path in the text of a tool


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StatedLimit(Record):
    """A limit as the phase states it. The operators `report` and `recorded` set no limit."""

    metric: str
    op: str
    value: float | None = None
    unit: str

    def bound(self) -> Limit | None:
        if self.op not in OPERATORS or self.value is None:
            return None
        return Limit(self.op, Quantity(self.value, self.unit))


def _as_list(value: object) -> object:
    return [] if value is None else value if isinstance(value, list) else [value]


class Requirement(Record):
    id: str
    text: str
    kind: Literal["check", "measure", "attest", "document", "tool"]
    field: str
    limit: Annotated[list[StatedLimit], BeforeValidator(_as_list)] = []
    environments: list[str]
    compares: list[str] = []  # held against each other: a verdict needs evidence, and the fingerprint, of each
    same_as: list[str] = []
    supports: list[str] = []  # of a promise: the requirements of the phases that fail if it is broken
    about: list[str] = []  # the figures and facts that may speak for it; no check with another one may
    beyond: str = ""  # what its text asks that its checks do not look at

    @property
    def command(self) -> str:
        """The file of the repository that a tool is run from, if its text names one."""
        found = _COMMAND.search(self.text) if self.kind == "tool" else None
        return found[0] if found else ""

    @property
    def checklist(self) -> str:
        """What the ids of its checklist begin with: `P9`, or `C` for a promise of the contract."""
        return self.id.partition("-")[0]

    def applies_to(self, environment: str) -> bool:
        return CATALOGUE_NAMES.get(environment, environment) in self.environments


class Section(Record):
    number: int
    title: str
    note: str = ""
    requirements: list[Requirement]


class Checklist(Record):
    """The requirements of a phase, or the promises of the contract."""

    phase: int | None = None
    title: str
    sections: list[Section]

    @property
    def name(self) -> str:
        return self.title if self.phase is None else f"Phase {self.phase}"

    @property
    def heading(self) -> str:
        return self.title if self.phase is None else f"{self.name}: {self.title}"

    @property
    def requirements(self) -> list[Requirement]:
        return [requirement for section in self.sections for requirement in section.requirements]


def files() -> list[Path]:
    """The files of the checklists: the phases in order, then the contract."""
    return [*sorted(CHECKLISTS.glob("phase_*.yaml")), CONTRACT]


@cache
def checklists() -> tuple[Checklist, ...]:
    contents = (yaml.load(file.read_text(encoding="utf-8"), LOADER) for file in files())  # noqa: S506 (both are safe)
    return tuple(Checklist.model_validate(content) for content in contents)


@cache
def catalogue() -> dict[str, Requirement]:
    """All requirements by id, in the order of the checklists."""
    return {requirement.id: requirement for checklist in checklists() for requirement in checklist.requirements}
