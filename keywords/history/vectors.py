"""Vectors of chunks: how long and how near they are, and which are nearest to one of them."""

import math
from collections.abc import Mapping, Sequence

Vector = Sequence[float]
SAME = 1e-4  # how much the cosine of two vectors of the same text may be off: they are kept in single precision


def length(vector: Vector) -> float:
    return math.sqrt(sum(value * value for value in vector))


def cosine(one: Vector, other: Vector) -> float:
    """1 for the same direction, 0 for nothing in common, -1 for the opposite."""
    lengths = length(one) * length(other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else 0.0


def alike(one: Vector, other: Vector) -> bool:
    return len(one) == len(other) and cosine(one, other) > 1 - SAME


def nearness(question: Vector, known: Mapping[str, Vector]) -> dict[str, float]:
    """The cosine of each known vector with the question's, the nearest first."""
    found = {key: cosine(question, vector) for key, vector in known.items()}
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))
