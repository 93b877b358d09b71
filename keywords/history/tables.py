"""The tables and columns that a history is read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its column for each word. `payload.stage` is a key in a JSON column; '' means that there is none."""

    name: str
    columns: Mapping[str, str]
    optional: frozenset[str] = frozenset()  # words that are not judged if the database lacks their column


JOBS = Table(
    "upload_jobs",
    {
        "job_id": "job_id",
        "document_id": "document_id",
        "user_id": "user_id",
        "stage": "stage",
        "state": "state",
        "created_at": "created_at",
        "started_at": "started_at",
        "finished_at": "finished_at",
        "retry_count": "retry_count",
        "chunks": "payload.chunks",
        "error_code": "last_error.code",
        "error_message": "last_error.message",
    },
    frozenset(("user_id", "started_at", "finished_at", "retry_count", "chunks")),
)
EVENTS = Table(
    "events",
    {
        "event_id": "event_id",
        "job_id": "job_id",
        "document_id": "document_id",
        "at": "ts",
        "type": "type",
        "stage": "payload.stage",
        "state": "payload.state",
        "code": "code",
        "message": "payload.message",
        "worker": "payload.worker",
        "fence": "payload.fence",
        "taken_over_by": "payload.taken_over_by",
        "retry_count": "payload.retry_count",
        "wait_s": "payload.wait_s",
        "waiting_for": "payload.waiting_for",
    },
)
CHUNKS = Table(
    "document_chunks",
    {
        "chunk_id": "chunk_id",
        "document_id": "document_id",
        "ord": "chunk_ord",
        "text": "text",
        "sha": "chunk_sha",
        "chunker": "chunker_name",
        "chunker_version": "chunker_version",
        "dimension": "embedding",
        "user_id": "user_id",
    },
    frozenset(("user_id", "chunker_version")),
)
CHUNK_BUFFER = Table(
    "document_chunk_buffer",
    {key: name for key, name in CHUNKS.columns.items() if key not in ("dimension", "user_id")},
    frozenset(("chunker_version",)),
)
VECTOR_BUFFER = Table("document_vector_buffer", {"chunk_id": "chunk_id", "document_id": "document_id"})


@dataclass(frozen=True, slots=True)
class Names:
    """The pipeline's own names for what the contract names."""

    schema: str = "upload_pipeline"
    jobs: Table = JOBS
    events: Table | None = EVENTS  # None: it records no events
    event_order: str = "event_id"  # the column that orders events as they were written
    chunks: Table = CHUNKS
    buffers: Sequence[Table] = (CHUNK_BUFFER, VECTOR_BUFFER)
    stages: Mapping[str, str] = field(default_factory=dict)  # its word -> the word of the rules
    states: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
