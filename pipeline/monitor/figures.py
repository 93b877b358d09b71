"""Figures from counters: growth between two looks, rates and quantiles."""

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.counting import OPERATIONS
from pipeline.exposition import labels_of

COUNTERS = ("http_requests_total", "http_request_seconds_bucket", "client_errors_total", "client_loads_total")
WINDOW_SECONDS = 60.0


def increase(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """The growth of each counter. If one fell or vanished, the process was restarted, and all count from zero."""
    anew = any(after.get(series, -math.inf) < count for series, count in before.items())
    return {series: count - (0 if anew else before.get(series, 0)) for series, count in after.items()}


def quantile(buckets: Sequence[tuple[float, float]], q: float) -> float | None:
    """The q-quantile from rising (upper bound, number of values up to it), linear within each bucket.

    A quantile beyond the last finite bound is reported as that bound.
    """
    if not buckets or buckets[-1][1] <= 0:
        return None
    wanted = q * buckets[-1][1]
    lower, below = 0.0, 0.0
    for upper, reached in buckets:
        if reached >= wanted and reached > below:
            return lower if math.isinf(upper) else lower + (upper - lower) * (wanted - below) / (reached - below)
        lower, below = lower if math.isinf(upper) else upper, reached
    return lower


@dataclass(frozen=True)
class Traffic:
    """What a service answered in a span of time, apart from health and metrics requests."""

    seconds: float
    requests: float = 0
    failed: float = 0  # with a status of 500 or more
    buckets: Mapping[float, float] = field(default_factory=dict)  # upper bound -> number of requests up to it
    page_errors: float = 0
    page_loads: float = 0

    @classmethod
    def of(cls, growth: Mapping[str, float], seconds: float) -> "Traffic":
        requests = failed = errors = loads = 0.0
        buckets: dict[float, float] = {}
        for series, count in growth.items():
            labels = labels_of(series)
            if labels.get("route") in OPERATIONS:
                continue
            if series.startswith("http_requests_total"):
                requests += count
                failed += count if labels.get("status", "") >= "500" else 0
            elif series.startswith("http_request_seconds_bucket"):
                bound = float(labels["le"])
                buckets[bound] = buckets.get(bound, 0) + count
            elif series.startswith("client_errors_total"):
                errors += count
            elif series.startswith("client_loads_total"):
                loads += count
        return cls(seconds, requests, failed, buckets, errors, loads)

    def __add__(self, other: "Traffic") -> "Traffic":
        bounds = self.buckets.keys() | other.buckets.keys()
        return Traffic(
            seconds=self.seconds + other.seconds,
            requests=self.requests + other.requests,
            failed=self.failed + other.failed,
            buckets={bound: self.buckets.get(bound, 0) + other.buckets.get(bound, 0) for bound in bounds},
            page_errors=self.page_errors + other.page_errors,
            page_loads=self.page_loads + other.page_loads,
        )

    @property
    def failed_share(self) -> float | None:
        return self.failed / self.requests if self.requests else None

    def per_minute(self, count: float) -> float | None:
        return count * 60 / self.seconds if self.seconds else None

    def quantile(self, q: float) -> float | None:
        """In seconds."""
        return quantile(sorted(self.buckets.items()), q)

    @property
    def longest_bound(self) -> float | None:
        """The last finite bound; longer times are reported as this."""
        return max((bound for bound in self.buckets if not math.isinf(bound)), default=None)


class Lately:
    """The traffic of a service over the last minute, from readings of its counters."""

    def __init__(self) -> None:
        self._read: tuple[float, Mapping[str, float]] | None = None
        self._spans: deque[tuple[float, Traffic]] = deque()

    def add(self, at: float, counters: Mapping[str, float]) -> Traffic | None:
        """Add a reading; returns None for the first, which has nothing to compare with."""
        if self._read is not None:
            before, then = self._read
            self._spans.append((at, Traffic.of(increase(then, counters), at - before)))
        self._read = at, counters
        while self._spans and self._spans[0][0] <= at - WINDOW_SECONDS:
            self._spans.popleft()
        return sum((traffic for _, traffic in self._spans), Traffic(0)) if self._spans else None
