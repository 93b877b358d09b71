"""What can go wrong with a job, and how long to wait before it is tried again."""

import random
from dataclasses import dataclass


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
    """Seconds to wait: doubling from `base`, up to a quarter more by chance, and never less than was asked for."""
    jitter = 1 + random.random() / 4  # noqa: S311 (spreads load, hides nothing)
    return max(base * float(2**retries_so_far) * jitter, retry_after or 0.0)
