"""What a failure or an answer does to a breaker. Pure; the package describes the rule."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from pipeline.settings import Settings
from pipeline.worker.failures import Absent


@dataclass(frozen=True)
class Policy:
    """How soon a breaker opens, how often it is probed, and how long a job may wait."""

    failures: int  # doubtful ones in a row that open a breaker
    interval: timedelta  # between probes
    patience: timedelta  # for the outcome of a probe
    ceiling: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "Policy":
        interval = timedelta(seconds=settings.probe_seconds)
        return cls(
            settings.breaker_failures,
            interval,
            interval + timedelta(seconds=settings.call_timeout_seconds),
            timedelta(seconds=settings.outage_ceiling_seconds),
        )


@dataclass(frozen=True)
class Breaker:
    """The state of one call of one service. Failures are numbered."""

    number: int = 0  # of the latest failure
    answered: int = 0  # the latest failure that was known when an answered call began
    failures: int = 0  # since that answer
    opened_at: datetime | None = None  # None: closed
    opened_number: int = 0
    probe_at: datetime | None = None  # when the next job may probe
    probe_job: UUID | None = None  # the job that probes
    code: str = ""  # of the latest failure, for the jobs that wait
    message: str = ""

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    @property
    def has_news(self) -> bool:
        """True when an answer would change something."""
        return self.number > self.answered

    def lets_pass(self, job_id: UUID) -> bool:
        return not self.is_open or self.probe_job == job_id

    def probed_by(self, job_id: UUID, now: datetime, policy: Policy) -> "Breaker":
        """Now this job probes. If nothing is heard of it, the next one does after a while."""
        return replace(self, probe_job=job_id, probe_at=now + policy.patience)


def is_its_own(breaker: Breaker, absent: Absent, before: int | None) -> bool:
    """True if a failure costs the document an attempt: `before` it was the same, and then others were answered."""
    return not absent.for_all and before is not None and before <= breaker.answered and breaker.failures == 0


def failed(breaker: Breaker, absent: Absent, job_id: UUID, now: datetime, policy: Policy) -> Breaker:
    """A call of this job failed."""
    late = absent.began < breaker.answered  # the service has answered a call that began after this one
    after = replace(
        breaker,
        number=breaker.number + 1,
        failures=breaker.failures + (not late),
        code=absent.code,
        message=absent.message,
    )
    opens = absent.for_all or after.failures >= policy.failures
    return _opened(after, absent, job_id, now, policy) if breaker.is_open or (opens and not late) else after


def _opened(breaker: Breaker, absent: Absent, job_id: UUID, now: datetime, policy: Policy) -> Breaker:
    asked = now + timedelta(seconds=absent.wait_asked)
    if not breaker.is_open:
        probe_at = max(now + policy.interval, asked)
        return replace(breaker, opened_at=now, opened_number=breaker.number, probe_at=probe_at, probe_job=None)
    if breaker.probe_job == job_id:
        return replace(breaker, probe_at=max(now + policy.interval, asked), probe_job=None)
    return replace(breaker, probe_at=max(breaker.probe_at or now, asked))  # a call that began before it opened


def answered(breaker: Breaker, began: int) -> Breaker:
    """A call was answered that began when the failure number `began` was the newest known one."""
    if breaker.is_open and began >= breaker.opened_number:  # only a probe can have begun since
        return replace(breaker, answered=began, failures=0, opened_at=None, probe_at=None, probe_job=None)
    if began <= breaker.answered:
        return breaker
    return replace(breaker, answered=began, failures=min(breaker.failures, breaker.number - began))


def too_long(waiting_since: datetime | None, now: datetime, policy: Policy) -> bool:
    return waiting_since is not None and now - waiting_since >= policy.ceiling
