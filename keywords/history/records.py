"""What a history is judged from, and what is said of it. Any pipeline's rows can be read into these records."""

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
    """How a document came to its end, as far as its client knows."""

    DONE = "done"
    DEADLETTER = "deadletter"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a client was told when its document was accepted, and the end to be expected (None: done or deadletter)."""

    job_id: str
    document_id: str
    user_id: str  # '' where nobody tells
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
    chunks: int | None = None  # how many the chunker cut
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Records hold the events of a job in the order in which they were written."""

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
    taken_over_by: str | None = None  # the worker that wrote this, when `worker` is the one that was lost
    retry_count: int | None = None
    wait_s: float | None = None

    @property
    def writer(self) -> str | None:
        return self.taken_over_by or self.worker


@dataclass(frozen=True, slots=True)
class Chunk:
    chunk_id: str
    document_id: str
    ord: int | None = None
    text: str | None = None  # none: a vector alone, left in its buffer
    sha: str | None = None
    chunker: str | None = None  # its name and version
    dimension: int | None = None  # of the vector itself, not of what is said about it
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
    """What the pipeline under test has promised."""

    stages: tuple[str, ...]
    max_retries: int = 3
    backoff_base_s: float = 3.0
    backoff_most_s: float | None = None  # where doubling ends, if it does
    codes: frozenset[str] | None = None  # that a dead letter may have (None: any)
    vector_dim: int | None = 1536  # None: it keeps no vectors
    events_told: bool = True  # what happened on the way is written down
    claims_told: bool = True  # events name worker and fence
    by_hand: str = "by_hand"  # the code of a retry that a person asked for
    worker_lost: str = "worker_lost"  # the code of the error that tells of a takeover
    buckets: tuple[str, ...] = ("raw", "parsed")  # where a document that is done has an object
    tolerance_s: float = 0.05  # between the moment from which a wait counts and that of its event

    def wait_s(self, retry: int) -> float:
        """How long to wait, at least, after the failure that brings this retry (1, 2, ...)."""
        wait = self.backoff_base_s * 2.0 ** min(retry - 1, 60)
        return wait if self.backoff_most_s is None else min(wait, self.backoff_most_s)

    def is_by_hand(self, event: Event) -> bool:
        return event.type == RETRY and event.code == self.by_hand

    def is_takeover(self, event: Event) -> bool:
        return event.type == ERROR and (event.taken_over_by is not None or event.code == self.worker_lost)


@dataclass(frozen=True, slots=True)
class Records:
    accepted: Sequence[Accepted] = ()
    jobs: Sequence[Job] = ()
    events: Sequence[Event] = ()
    chunks: Sequence[Chunk] = ()
    stored: Sequence[Stored] | None = None  # None: nobody looked into the storage
    read_at: datetime | None = None  # by the clock that the events' times come from


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
    STAGE_MISTOLD = "stage mistold", Group.DISORDERED
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
    CLAIM_UNTOLD = "claim untold", Group.MALFORMED
    TIME_WITHOUT_ZONE = "time without zone", Group.MALFORMED
    TIME_IN_FUTURE = "time in future", Group.MALFORMED
    WORD_UNKNOWN = "word unknown", Group.MALFORMED


@dataclass(frozen=True, slots=True)
class Violation:
    kind: Kind
    job_id: str | None
    document_id: str | None
    message: str  # one sentence: what was expected, what was seen

    def __str__(self) -> str:
        where = f"job {self.job_id}" if self.job_id else f"document {self.document_id}"
        return f"{self.kind} ({where}): {self.message}"


@dataclass(slots=True)
class JobHistory:
    """All that is known of one job."""

    job_id: str
    accepted: Accepted | None = None
    jobs: list[Job] = field(default_factory=list)  # rows of this id; one, if all is well
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

    def violation(self, kind: Kind, message: str) -> Violation:
        return Violation(kind, self.job_id, self.document_id, message)


@dataclass(slots=True)
class DocumentHistory:
    """All that is known of one document."""

    document_id: str
    accepted: Accepted | None = None
    jobs: list[Job] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)  # where retrieval finds them
    buffered: list[Chunk] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    storage_seen: bool = False

    @property
    def deleted(self) -> bool:
        return self.accepted is not None and self.accepted.end == End.DELETED

    @property
    def done(self) -> bool:
        return not self.deleted and any(job.state == DONE for job in self.jobs)

    def violation(self, kind: Kind, message: str, job_id: str | None = None) -> Violation:
        known = self.accepted or (self.jobs[0] if self.jobs else None)
        return Violation(kind, job_id or (known.job_id if known else None), self.document_id, message)


def instant(at: datetime) -> datetime:
    """A moment that can be compared; one without a zone, which is a violation of its own, is taken for UTC."""
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
