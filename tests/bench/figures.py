"""Figures: what several runs measured, and the target that it is compared with."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import ceil
from typing import Any

from keywords.basics.quantities import Limit, Quantity


@dataclass(frozen=True)
class Figure:
    name: str
    unit: str
    runs: tuple[float, ...]  # one value per run
    target: str = ""  # such as "<= 20 ms"; its unit is the figure's

    @property
    def value(self) -> float:
        return statistics.median(self.runs)

    @property
    def limit(self) -> Limit | None:
        operator, _, bound = self.target.partition(" ")
        return Limit(operator, Quantity.parse(bound)) if self.target else None

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of its target."""
        return self.value / self.limit.bound.to(self.unit).value if self.limit else None

    @property
    def met(self) -> bool | None:
        return self.limit.holds(Quantity(self.value, self.unit)) if self.limit else None


@dataclass
class Measured:
    """The figures of a group, and remarks on how they were measured."""

    figures: list[Figure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, name: str, unit: str, runs: Sequence[float], target: str = "") -> None:
        self.figures.append(Figure(name, unit, tuple(runs), target))

    def remark(self, text: str | None) -> None:
        if text and text not in self.remarks:
            self.remarks.append(text)


@dataclass(frozen=True)
class Record:
    """The stored result of a group: its figures, and how busy the machine was."""

    group: str
    taken_at: str
    seconds: float
    load_before: float  # the machine's load average over one minute
    load_after: float
    busy_before: float  # percent of all cores, before the group started anything
    figures: list[Figure]
    remarks: list[str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, found: dict[str, Any]) -> "Record":
        figures = [Figure(**{**each, "runs": tuple(each["runs"])}) for each in found["figures"]]
        return cls(**{**found, "figures": figures})


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that at least `percent` of all samples do not exceed (nearest rank)."""
    if not samples:
        raise ValueError("there are no samples")
    return sorted(samples)[max(0, ceil(len(samples) * percent / 100) - 1)]


def recall(found: Sequence[float], exact: Sequence[float], tolerance: float = 1e-5) -> float:
    """The share of the truly nearest that was found, judged by score: equally near chunks count the same."""
    if not exact:
        raise ValueError("there is nothing to find")
    worst = min(exact) - tolerance
    return min(1.0, sum(score >= worst for score in found) / len(exact))
