"""Quantities with units, and the limits on them."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

TIME = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
SIZE = {"B": 1.0, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1024.0, "MiB": 1024.0**2, "GiB": 1024.0**3}
SHARE = {"%": 0.01, "ratio": 1.0}
RATE = {"req/s": 1.0, "docs/min": 1.0, "users/s": 1.0}
# Units of counts. Each converts to itself only.
COUNTS = """
browsers, chunks, connections, differences, documents, events, failures, hits, issues, jobs, lines, messages,
operations, out of 10, passages, points, processes, requests, retries, rows, services, sources, stages, tables, tests,
tokens, uploads, users, violations, workers
"""
FAMILIES: tuple[dict[str, float], ...] = (
    TIME,
    SIZE,
    SHARE,
    {"USD": 1.0, "cents": 0.01},
    *({unit: factor} for unit, factor in RATE.items()),
    *({unit.strip(): 1.0} for unit in COUNTS.split(",")),
)
UNITS = {unit: family for family in FAMILIES for unit in family}
OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WRITTEN = re.compile(r"\s*([-+]?\d[\d_]*(?:\.\d+)?)\s*(.*?)\s*")


class QuantityError(ValueError):
    """A quantity, unit or operator that is unknown. The message suggests what may have been meant."""


def nearest(word: str, known: list[str]) -> str:
    """The end of an error message about an unknown word: the known words like it, or else all of them."""
    close = get_close_matches(word, known, n=3, cutoff=0.5)
    if close:
        return f"; did you mean {' or '.join(map(repr, close))}?"
    return f"; known: {', '.join(sorted(known))}"


@dataclass(frozen=True)
class Quantity:
    value: float
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise QuantityError(f"there is no unit {self.unit!r}{nearest(self.unit, list(UNITS))}")

    @classmethod
    def parse(cls, text: str) -> "Quantity":
        """Read a quantity such as `322.2 ms`, `100 %` or `9 stages`."""
        match = _WRITTEN.fullmatch(text)
        if not match:
            raise QuantityError(f"{text!r} is not a number with a unit, such as '200 ms' or '100 %'")
        return cls(float(match[1].replace("_", "")), match[2])

    def to(self, unit: str) -> "Quantity":
        family = UNITS[self.unit]
        if unit not in family:
            raise QuantityError(f"{self} cannot be compared with a quantity in {unit!r}")
        return self if unit == self.unit else Quantity(self.value * family[self.unit] / family[unit], unit)

    def __str__(self) -> str:
        return f"{self.value:.6g} {self.unit}" if abs(self.value) < 1e6 else f"{self.value:.0f} {self.unit}"


@dataclass(frozen=True)
class Limit:
    op: str
    bound: Quantity

    def __post_init__(self) -> None:
        if self.op not in OPERATORS:
            raise QuantityError(f"there is no operator {self.op!r}{nearest(self.op, list(OPERATORS))}")

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read a limit such as `<= 30 s`."""
        op, _, bound = text.strip().partition(" ")
        return cls(op, Quantity.parse(bound))

    def holds(self, seen: Quantity) -> bool:
        return OPERATORS[self.op](seen.to(self.bound.unit).value, self.bound.value)

    def at_least_as_strict_as(self, other: "Limit") -> bool:
        """True if the other limit lets pass everything that this one does."""
        mine, theirs = self.bound.to(other.bound.unit).value, other.bound.value
        if self.op == "==":
            return OPERATORS[other.op](mine, theirs)
        if self.op == "!=" or other.op in ("==", "!="):
            return self.op == other.op and mine == theirs
        if self.op[0] != other.op[0]:
            return False
        closer = mine < theirs if self.op[0] == "<" else mine > theirs
        return closer or (mine == theirs and (self.op == other.op or "=" not in self.op))

    def __str__(self) -> str:
        return f"{self.op} {self.bound}"
