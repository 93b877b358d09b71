"""What can go wrong with a job, and how long to wait before a retry."""

import math
import random
from dataclasses import dataclass, field
from typing import NamedTuple

LONGEST_SECONDS = 3600.0  # the longest wait that a provider can impose


class Need(NamedTuple):
    """A call of a service that every document needs."""

    service: str
    call: str

    def __str__(self) -> str:
        return f"{self.service} {self.call}"


@dataclass
class Failure(Exception):
    code: str
    message: str  # for the owner of the document

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass
class Transient(Failure):
    """A failure of the document; a retry may succeed."""

    resubmit: bool = False  # the document must be submitted to the parser again


class Permanent(Failure):
    """No retry can succeed."""


@dataclass
class Absent(Failure):
    """A service did not do its part. That may be its absence; `pipeline.worker.breakers` decides."""

    need: Need
    retry_after: float | None = None
    for_all: bool = False  # no document can have caused it
    began: int = field(default=0, init=False)  # the newest failure that was known when the call began
    number: int = field(default=0, init=False)  # its own number

    @property
    def wait_asked(self) -> float:
        """The seconds that the service asked us to wait, within reason."""
        return within_reason(self.retry_after)


class Held(Exception):
    """The breaker of this need is open; the call was not made."""

    def __init__(self, need: Need) -> None:
        super().__init__(str(need))
        self.need = need


class LeaseLost(Exception):
    """Another worker now holds the job, or it was deleted; this worker may write nothing more of it."""


def backoff(base: float, retries_so_far: int, retry_after: float | None = None) -> float:
    """Seconds to wait: doubling from `base`, plus up to a quarter, and at least any reasonable `retry_after`."""
    jitter = 1 + random.random() / 4  # noqa: S311 (spreads load, hides nothing)
    return min(max(base * float(2**retries_so_far) * jitter, within_reason(retry_after)), LONGEST_SECONDS)


def within_reason(asked: float | None) -> float:
    """Seconds that somebody asked us to wait: none if they make no sense, and never too many."""
    return min(max(asked or 0.0, 0.0), LONGEST_SECONDS) if math.isfinite(asked or 0.0) else 0.0


def refused(error: BaseException | None) -> bool:
    """True if nothing listens at the address: the reason is somewhere in the chain of what caused this error."""
    while error is not None:
        if isinstance(error, ConnectionRefusedError):
            return True
        if isinstance(error, BaseExceptionGroup) and any(map(refused, error.exceptions)):
            return True
        error = error.__cause__ or error.__context__
    return False
