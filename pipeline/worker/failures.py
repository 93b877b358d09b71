"""What can go wrong with a job, and how long to wait before a retry."""

import math
import random
from dataclasses import dataclass

LONGEST_SECONDS = 3600.0  # the longest wait that a provider can impose


@dataclass
class Failure(Exception):
    code: str
    message: str  # for the owner of the document

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass
class Transient(Failure):
    """A retry may succeed."""

    retry_after: float | None = None
    resubmit: bool = False  # the document must be submitted to the parser again


class Permanent(Failure):
    """No retry can succeed."""


class LeaseLost(Exception):
    """Another worker now holds the job, or it was deleted; this worker may write nothing more of it."""


def backoff(base: float, retries_so_far: int, retry_after: float | None = None) -> float:
    """Seconds to wait: doubling from `base`, plus up to a quarter, and at least any reasonable `retry_after`."""
    jitter = 1 + random.random() / 4  # noqa: S311 (spreads load, hides nothing)
    asked = min(retry_after or 0.0, LONGEST_SECONDS) if math.isfinite(retry_after or 0.0) else 0.0
    return min(max(base * float(2**retries_so_far) * jitter, asked), LONGEST_SECONDS)
