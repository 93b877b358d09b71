"""The records of a history, which any pipeline's rows can be read into, and the violations found in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

STARTED, STAGE_DONE, RETRY, ERROR, FINALIZED = "stage_started", "stage_done", "retry", "error", "finalized"
TYPES = frozenset((STARTED, STAGE_DONE, RETRY, ERROR, FINALIZED))
DONE, DEADLETTER = "done", "deadletter"
ACTIVE = frozenset(("queued", "working", "retryable"))
STATES = ACTIVE | {DONE, DEADLETTER}


class End(StrEnum):
    """How a document ended, as far as its client knows."""

    DONE = "done"
    DEADLETTER = "deadletter"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer that a client got for its document, and the expected end (None: done or deadletter)."""

    job_id: str
    document_id: str
    user_id: str  # '' if unknown
    at: datetime
    end: End | None = End.DONE


@dataclass(frozen=True, slots=True)
class Job:
    job_id: str
    document_id: str
    stage: str
    state: str
    created_at: datetime
    user_id: str | None = None  # whose document it is
    started_at: datetime | None = None
    finished_at: datetime | None = None
    retry_count: int | None = None
    chunks: int | None = None  # the number that the chunker cut
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a job. Records hold a job's events in the order they were written."""

    event_id: str
    job_id: str
    document_id: str
    at: datetime
    type: str
    stage: str | None = None
    state: str | None = None
    code: str | None = None
    message: str | None = None
    worker: str | None = None
    fence: int | None = None
    taken_over_by: str | None = None  # the worker that wrote this, if `worker` is a lost one
    retry_count: int | None = None
    wait_s: float | None = None
    waiting_for: str | None = None  # of a retry: the absent service that the job waits for, which costs no attempt

    @property
    def writer(self) -> str | None:
        return self.taken_over_by or self.worker

    def __str__(self) -> str:
        return f"{self.type} (event {self.event_id})"


@dataclass(frozen=True, slots=True)
class Chunk:
    chunk_id: str
    document_id: str
    ord: int | None = None
    text: str | None = None  # None: a bare vector, left in its buffer
    sha: str | None = None
    chunker: str | None = None  # its name and version
    dimension: int | None = None  # counted in the vector itself
    user_id: str | None = None
    buffered: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """An object in storage."""

    bucket: str
    name: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What the pipeline under test promises."""

    stages: tuple[str, ...]
    max_retries: int = 3
    backoff_base_s: float = 3.0
    backoff_most_s: float | None = None  # where doubling ends (None: nowhere)
    codes: frozenset[str] | None = None  # of dead letters (None: any)
    vector_dim: int | None = 1536  # None: it keeps no vectors
    events_told: bool = True  # it records events
    claims_told: bool = True  # its events name worker and fence
    by_hand: str = "by_hand"  # the code of a retry that a person asked for
    worker_lost: str = "worker_lost"  # the code of the error that reports a takeover
    buckets: tuple[str, ...] = ("raw", "parsed")  # each holds an object of every document that is done
    tolerance_s: float = 0.05  # between the start of a wait and the time of its event

    def wait_s(self, retry: int) -> float:
        """The shortest wait between a failure and its retry (1, 2, ...)."""
        wait = self.backoff_base_s * 2.0 ** min(retry - 1, 60)
        return wait if self.backoff_most_s is None else min(wait, self.backoff_most_s)

    def is_by_hand(self, event: Event) -> bool:
        return event.type == RETRY and event.code == self.by_hand

    def is_attempt(self, event: Event) -> bool:
        """True for a retry that counts: one that neither a person asked for nor an absent service caused."""
        return event.type == RETRY and event.waiting_for is None and not self.is_by_hand(event)

    def is_takeover(self, event: Event) -> bool:
        return event.type == ERROR and (event.taken_over_by is not None or event.code == self.worker_lost)


@dataclass(frozen=True, slots=True)
class Records:
    accepted: Sequence[Accepted] = ()
    jobs: Sequence[Job] = ()
    events: Sequence[Event] = ()
    chunks: Sequence[Chunk] = ()
    stored: Sequence[Stored] | None = None  # None: the storage was not read
    read_at: datetime | None = None  # by the clock of the events


class Group(StrEnum):
    LOST = "lost"
    DUPLICATED = "duplicated"
    UNEXPECTED = "unexpected"
    MISPLACED = "misplaced"
    DISORDERED = "disordered"
    CONTESTED = "contested"
    UNRESTRAINED = "unrestrained"
    UNEXPLAINED = "unexplained"
    MALFORMED = "malformed"


class Kind(StrEnum):
    group: Group

    def __new__(cls, value: str, group: Group) -> "Kind":
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.group = group
        return kind

    JOB_MISSING = "job missing", Group.LOST
    END_MISSING = "end missing", Group.LOST
    CHUNK_MISSING = "chunk missing", Group.LOST
    OBJECT_MISSING = "object missing", Group.LOST
    JOB_TWICE = "job twice", Group.DUPLICATED
    END_TWICE = "end twice", Group.DUPLICATED
    EVENT_TWICE = "event twice", Group.DUPLICATED
    CHUNK_TWICE = "chunk twice", Group.DUPLICATED
    JOB_UNEXPECTED = "job unexpected", Group.UNEXPECTED
    EVENT_UNEXPECTED = "event unexpected", Group.UNEXPECTED
    CHUNK_UNEXPECTED = "chunk unexpected", Group.UNEXPECTED
    OBJECT_UNEXPECTED = "object unexpected", Group.UNEXPECTED
    END_UNEXPECTED = "end unexpected", Group.UNEXPECTED
    BUFFER_LEFT = "buffer left", Group.UNEXPECTED
    LEFT_AFTER_DELETION = "left after deletion", Group.UNEXPECTED
    WRONG_USER = "wrong user", Group.MISPLACED
    WRONG_DOCUMENT = "wrong document", Group.MISPLACED
    STAGE_SKIPPED = "stage skipped", Group.DISORDERED
    STAGE_REPEATED = "stage repeated", Group.DISORDERED
    STAGE_REORDERED = "stage reordered", Group.DISORDERED
    WRONG_STAGE = "wrong stage", Group.DISORDERED
    WORK_AFTER_END = "work after end", Group.DISORDERED
    TIME_BACKWARDS = "time backwards", Group.DISORDERED
    TWO_WORKERS = "two workers", Group.CONTESTED
    FENCE_DOWN = "fence down", Group.CONTESTED
    LATE_WRITE = "late write", Group.CONTESTED
    TOO_MANY_RETRIES = "too many retries", Group.UNRESTRAINED
    RETRIES_MISCOUNTED = "retries miscounted", Group.UNRESTRAINED
    WAIT_TOO_SHORT = "wait too short", Group.UNRESTRAINED
    RETRY_TOO_SOON = "retry too soon", Group.UNRESTRAINED
    FAILURE_UNANSWERED = "failure unanswered", Group.UNRESTRAINED
    DEADLETTER_UNEXPLAINED = "dead letter unexplained", Group.UNEXPLAINED
    CODE_NOT_ALLOWED = "code not allowed", Group.UNEXPLAINED
    WRONG_HASH = "wrong hash", Group.MALFORMED
    WRONG_DIMENSION = "wrong dimension", Group.MALFORMED
    CHUNKERS_MIXED = "chunkers mixed", Group.MALFORMED
    CLAIM_MISSING = "claim missing", Group.MALFORMED
    TIME_WITHOUT_ZONE = "time without zone", Group.MALFORMED
    TIME_IN_FUTURE = "time in future", Group.MALFORMED
    WORD_UNKNOWN = "word unknown", Group.MALFORMED


@dataclass(frozen=True, slots=True)
class Violation:
    kind: Kind
    job_id: str | None
    document_id: str | None
    message: str  # one sentence: what was expected and what was seen

    def __str__(self) -> str:
        where = f"job {self.job_id}" if self.job_id else f"document {self.document_id}"
        return f"{self.kind} ({where}): {self.message}"


@dataclass(slots=True)
class JobHistory:
    """Everything known about one job."""

    job_id: str
    accepted: Accepted | None = None
    jobs: list[Job] = field(default_factory=list)  # rows with this id; one if all is well
    events: list[Event] = field(default_factory=list)
    read_at: datetime | None = None

    @property
    def job(self) -> Job | None:
        return self.jobs[0] if self.jobs else None

    @property
    def deleted(self) -> bool:
        return self.accepted is not None and self.accepted.end == End.DELETED

    @property
    def document_id(self) -> str | None:
        known = self.accepted or self.job or (self.events[0] if self.events else None)
        return known.document_id if known else None

    def violation(self, kind: Kind, expected: str, seen: object) -> Violation:
        return Violation(kind, self.job_id, self.document_id, f"expected {expected}, saw {seen}")


@dataclass(slots=True)
class DocumentHistory:
    """Everything known about one document."""

    document_id: str
    accepted: Accepted | None = None
    jobs: list[Job] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)  # in the table that retrieval reads
    buffered: list[Chunk] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    storage_read: bool = False

    @property
    def deleted(self) -> bool:
        return self.accepted is not None and self.accepted.end == End.DELETED

    @property
    def done(self) -> bool:
        return not self.deleted and any(job.state == DONE for job in self.jobs)

    def violation(self, kind: Kind, expected: str, seen: object) -> Violation:
        known = self.accepted or (self.jobs[0] if self.jobs else None)
        job_id = known.job_id if known else None
        return Violation(kind, job_id, self.document_id, f"expected {expected}, saw {seen}")


def instant(at: datetime) -> datetime:
    """A time that compares with others. One without a zone counts as UTC, and is a violation elsewhere."""
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
