"""The history in memory: the newest points, as many as the settings allow."""

import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

Value = float | None  # None: unknown at that time


@dataclass(frozen=True)
class Point:
    at: float
    values: dict[str, Value]


class History:
    def __init__(self, length: int) -> None:
        self._points: deque[Point] = deque(maxlen=length)

    def add(self, point: Point) -> None:
        # Keep each name once in memory, not once per point.
        self._points.append(Point(point.at, {sys.intern(name): value for name, value in point.values.items()}))

    def after(self, at: float) -> "Series":
        return series_of([point for point in self._points if point.at > at])


@dataclass(frozen=True)
class Series:
    """Columns of equal length: the times, and each figure at those times."""

    at: list[float]
    values: dict[str, list[Value]]


def series_of(points: Iterable[Point]) -> Series:
    points = list(points)
    names = dict.fromkeys(name for point in points for name in point.values)
    return Series(
        [round(point.at, 3) for point in points],
        {name: [point.values.get(name) for point in points] for name in names},
    )
