"""Limits for requirements whose phases state none: variables/targets.yaml, each with an owner and a reason."""

from collections.abc import Sequence, Set
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from keywords.basics import yaml_files
from keywords.basics.folders import VARIABLES
from keywords.basics.quantities import Limit, Quantity, QuantityError
from keywords.checklists.requirements import Requirement
from keywords.evidence.model import Judgement

FILE = VARIABLES / "targets.yaml"


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Target(Record):
    requirement: str
    metric: str
    limit: Annotated[str, Field(pattern=r"^(==|!=|<=?|>=?) .+$")]  # such as '<= 30 s'
    owner: Annotated[str, Field(min_length=2)]
    reason: Annotated[str, Field(min_length=10)]

    def bound(self) -> Limit:
        op, _, bound = self.limit.partition(" ")
        return Limit(op, Quantity.parse(bound))


class Targets(Record):
    targets: list[Target] = []

    def of(self, requirement: str) -> list[Target]:
        return [target for target in self.targets if target.requirement == requirement]


def load(file: Path = FILE) -> Targets:
    return yaml_files.load(Targets, file)


def unbounded(requirement: Requirement, targets: Targets, required: Set[str], judged: Sequence[Judgement]) -> str:
    """Why nothing bounded a figure that has to have a limit, or ''.

    Each limit that the phase states was held against something, as strictly at least. Where it states none: a target
    that was held against what it names; else the environment's own limit.
    """
    bounds = {limit.metric: bound for limit in requirement.limit if (bound := limit.bound())}
    for metric, bound in bounds.items():
        if not any(_as_strict(judgement, bound) for judgement in judged):
            return f"no check held anything against the limit that the phase states: {metric} {bound}"
    if bounds or requirement.kind != "measure" or any(limit.op == "report" for limit in requirement.limit):
        return ""
    own = targets.of(requirement.id)
    for target in own:
        if not any(_holds(judgement, target) for judgement in judged):
            return f"its target, {target.metric} {target.limit}, was not held against anything"
    if own or required & {judgement.observation for judgement in judged}:
        return ""
    return "no limit is set: the phases state none, and variables/targets.yaml has none"


def _holds(judgement: Judgement, target: Target) -> bool:
    """Whether what was expected is the target, or stricter."""
    return judgement.observation == target.metric and _as_strict(judgement, target.bound())


def _as_strict(judgement: Judgement, bound: Limit) -> bool:
    limit = limit_in(judgement.expected)
    try:
        return bool(limit and limit.at_least_as_strict_as(bound))
    except QuantityError:  # of another kind
        return False


def limit_in(expected: str) -> Limit | None:
    """The limit that a judgement names, such as '<= 30 s'; None when it is a fact."""
    op, _, bound = expected.partition(" ")
    try:
        return Limit(op, Quantity.parse(bound))
    except QuantityError:
        return None


def stated(requirement: Requirement, targets: Targets) -> list[str]:
    """The limits in words, those of the phase first."""
    phase = [
        f"{limit.metric} {limit.bound() or _unbound(limit.op, limit.value, limit.unit)}" for limit in requirement.limit
    ]
    return phase + [
        f"{target.metric} {target.limit} (target of {target.owner})" for target in targets.of(requirement.id)
    ]


def _unbound(op: str, value: float | None, unit: str) -> str:
    return "is to be reported" if op == "report" else f"was {value:g} {unit} before" if value is not None else op
