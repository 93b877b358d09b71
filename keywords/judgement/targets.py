"""The targets in variables/targets.yaml: limits where the phases state none, each with an owner and a reason."""

from collections.abc import Sequence, Set
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from keywords.basics import yaml_files
from keywords.basics.folders import VARIABLES
from keywords.basics.quantities import Limit, Quantity, QuantityError
from keywords.checklists.figures import figures
from keywords.checklists.requirements import Requirement, StatedLimit
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
    """Why a figure that needs a limit was judged by none, or ''.

    Every limit that the phase states, and if it states none every target, must have been applied. Without a target, the
    environment's own limit is enough.
    """
    if missing := unapplied(requirement, targets, judged):
        return missing
    needs_none = requirement.kind != "measure" or any(limit.op == "report" for limit in requirement.limit)
    if _stated_bounds(requirement) or needs_none or targets.of(requirement.id):
        return ""
    if required & {judgement.observation for judgement in judged}:
        return ""
    return "no limit is set: the phases state none, and variables/targets.yaml has none"


def unapplied(requirement: Requirement, targets: Targets, judged: Sequence[Judgement]) -> str:
    """The first limit that was not applied, nor a stricter one, to a figure that measures it; or ''."""
    phase = _stated_bounds(requirement)
    for metric, bound in phase:
        measured = [judgement for judgement in judged if _measures(judgement.observation, metric, requirement)]
        if not any(_as_strict(judgement, bound) for judgement in measured):
            return f"no check applied the limit that the phase states: {metric} {bound}"
    if phase or requirement.kind != "measure" or any(limit.op == "report" for limit in requirement.limit):
        return ""
    for target in targets.of(requirement.id):
        if not any(_applies(judgement, target) for judgement in judged):
            return f"no check applied its target: {target.metric} {target.limit}"
    return ""


def _stated_bounds(requirement: Requirement) -> list[tuple[str, Limit]]:
    return [(limit.metric, bound) for limit in requirement.limit if (bound := limit.bound())]


def _measures(name: str, metric: str, requirement: Requirement) -> bool:
    """True if what was judged is the metric itself, or a figure of the catalogue that measures it."""
    return name == metric or (name in figures() and figures()[name].is_bounded_by(metric, requirement.id))


def _applies(judgement: Judgement, target: Target) -> bool:
    """True if what was expected is the target, or stricter."""
    return judgement.observation == target.metric and _as_strict(judgement, target.bound())


def _as_strict(judgement: Judgement, bound: Limit) -> bool:
    limit = limit_in(judgement.expected)
    try:
        return bool(limit and limit.at_least_as_strict_as(bound))
    except QuantityError:  # their units differ in kind
        return False


def limit_in(expected: str) -> Limit | None:
    """The limit in what a judgement expected, such as '<= 30 s'. None if it expected a fact."""
    op, _, bound = expected.partition(" ")
    try:
        return Limit(op, Quantity.parse(bound))
    except QuantityError:
        return None


def stated(requirement: Requirement, targets: Targets) -> list[str]:
    """The limits in words, those of the phase first."""
    phase = [f"{limit.metric} {limit.bound() or _without_bound(limit)}" for limit in requirement.limit]
    own = targets.of(requirement.id)
    return phase + [f"{target.metric} {target.limit} (target of {target.owner})" for target in own]


def _without_bound(limit: StatedLimit) -> str:
    if limit.op == "report":
        return "must be reported"
    return limit.op if limit.value is None else f"was {limit.value:g} {limit.unit} before"
