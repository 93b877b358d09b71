"""The shapes of requests and answers, from which OpenAPI is generated."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from pipeline.codes import FAILURES, REFUSALS

Stage = Literal[
    "queued",
    "job_validated",
    "parsing",
    "parsed",
    "parse_validated",
    "chunking",
    "chunks_buffered",
    "embedding",
    "embedded",
]
State = Literal["queued", "working", "retryable", "done", "deadletter"]
Cents = Annotated[Decimal, PlainSerializer(float, return_type=float)]

# No path, no control character, no change of reading direction, and not only blanks.
_FORBIDDEN = r"\x00-\x1f\x7f-\x9f/\\\u202a-\u202e\u2066-\u2069"
FILENAME = rf"^[^{_FORBIDDEN}]*[^{_FORBIDDEN}\s][^{_FORBIDDEN}]*$"
NO_NUL = r"^[^\x00]*$"


def _not_a_folder(name: str) -> str:
    if name.strip() in (".", ".."):
        raise ValueError("is the name of a folder")
    return name


def _whole(value: object) -> object:
    """Accept 26.0 as 26: JSON does not distinguish them."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Problem(BaseModel):
    code: str = Field(examples=["not_found"], json_schema_extra={"enum": list(REFUSALS)})
    message: str
    correlation_id: str
    model_config = ConfigDict(extra="allow")


class ErrorAnswer(BaseModel):
    error: Problem


class Credentials(Request):
    email: Annotated[
        str, StringConstraints(max_length=254, pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
    ]
    password: Annotated[str, StringConstraints(min_length=10, max_length=200, pattern=NO_NUL)]


class RefreshToken(Request):
    refresh_token: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]


class User(BaseModel):
    user_id: UUID
    email: str
    plan: str
    created_at: datetime


class Session(BaseModel):
    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 (the kind of token, not a token)
    expires_in: int
    refresh_token: str
    user: User


class UploadRequest(Request):
    filename: Annotated[
        str, StringConstraints(min_length=1, max_length=255, pattern=FILENAME), AfterValidator(_not_a_folder)
    ]
    bytes_len: Annotated[int, Field(ge=1, lt=2**53), BeforeValidator(_whole)]
    # The schema names the only type; the route refuses any other with 415.
    mime: Annotated[str, WithJsonSchema({"type": "string", "enum": ["application/pdf"]})]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    ocr: bool = False


class UploadAnswer(BaseModel):
    job_id: UUID
    document_id: UUID
    signed_url: str
    upload_expires_at: datetime


class UploadLimits(BaseModel):
    max_file_bytes: int
    large_file_bytes: int
    jobs_at_once: int
    uploads_per_day: int
    uploads_per_minute: int
    polls_per_minute: int
    signed_url_seconds: int
    mime_types: list[str]


class Progress(BaseModel):
    stage_pct: int
    total_pct: int


class Failure(BaseModel):
    code: str = Field(json_schema_extra={"enum": list(FAILURES)})
    message: str
    stage: str
    at: datetime


class Job(BaseModel):
    job_id: UUID
    document_id: UUID
    stage: Stage
    state: State
    retry_count: int
    progress: Progress
    cost_cents: Cents
    last_error: Failure | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None


class Jobs(BaseModel):
    jobs: list[Job]
    next_offset: int | None


class Document(BaseModel):
    document_id: UUID
    filename: str
    mime: str
    bytes_len: int
    file_sha256: str
    parsed_sha256: str | None
    processing_status: str
    chunks: int
    job_id: UUID | None
    created_at: datetime
    updated_at: datetime


class Documents(BaseModel):
    documents: list[Document]
    next_offset: int | None


class Question(Request):
    question: Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=NO_NUL)]
    k: Annotated[int, Field(ge=1, le=50), BeforeValidator(_whole)] = 5


class Passage(BaseModel):
    chunk_id: UUID
    document_id: UUID
    filename: str
    chunk_ord: int
    text: str
    score: float


class SearchAnswer(BaseModel):
    results: list[Passage]


class Message(Request):
    message: Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=NO_NUL)]
    conversation_id: Annotated[UUID | None, Field(strict=False)] = None


class ChatAnswer(BaseModel):
    answer: str
    sources: list[Passage]
    conversation_id: UUID


Place = Annotated[int, Field(ge=0, lt=2**31), BeforeValidator(_whole)]


class ClientError(Request):
    """The kind and the place of an error, without its message, which may quote a document."""

    kind: Literal["error", "rejection", "load"]
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,40}$")]
    source: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_./-]{0,100}$")] = ""
    line: Place = 0
    column: Place = 0


class Taken(BaseModel):
    status: Literal["accepted", "repeated", "ignored"]


class Health(BaseModel):
    status: Literal["healthy", "degraded", "unhealthy"]
    dependencies: dict[str, str]


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route, for OpenAPI."""
    return {status: {"model": ErrorAnswer} for status in (*statuses, 503)}
