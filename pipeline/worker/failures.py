"""What can go wrong with a job, and how long to wait before it is tried again."""

import math
import random
from dataclasses import dataclass

LONGEST_SECONDS = 3600.0  # that a provider may ask us to wait


@dataclass
class Failure(Exception):
    code: str
    message: str  # for the person whose document it is

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass
class Transient(Failure):
    """May succeed when tried again."""

    retry_after: float | None = None
    resubmit: bool = False  # the parser has to be asked anew


class Permanent(Failure):
    """Will fail however often it is tried."""


class LeaseLost(Exception):
    """Another worker holds the job now, or it was deleted; nothing of it may be written any more."""


def backoff(base: float, retries_so_far: int, retry_after: float | None = None) -> float:
    """Seconds to wait: doubling from `base`, a quarter more at most, never less than was reasonably asked for."""
    jitter = 1 + random.random() / 4  # noqa: S311 (spreads load, hides nothing)
    asked = min(retry_after or 0.0, LONGEST_SECONDS) if math.isfinite(retry_after or 0.0) else 0.0
    return min(max(base * float(2**retries_so_far) * jitter, asked), LONGEST_SECONDS)
