"""A claimed job, and the outcomes that a stage's unit may return."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pipeline.database.pool import Connection


@dataclass(frozen=True)
class Job:
    job_id: UUID
    document_id: UUID
    user_id: UUID
    stage: str
    fence: int
    retry_count: int
    takeovers: int
    payload: dict[str, Any]
    parser_job_id: str | None
    correlation_id: str
    upload_expires_at: datetime
    created_at: datetime
    last_error: dict[str, Any] | None
    waiting_since: datetime | None  # for a service, without having reached a stage since
    # of the document
    filename: str
    bytes_len: int
    file_sha256: str
    parsed_sha256: str | None
    raw_path: str
    parsed_path: str | None

    def number_of_last(self, code: str, need: str) -> int | None:
        """The number of the job's last failure, if it was this one."""
        last = self.last_error or {}
        same = (last.get("code"), last.get("need")) == (code, need)
        return int(last["number"]) if same else None

    @property
    def raw_name(self) -> str:
        return self.raw_path.removeprefix("raw/")

    @property
    def parsed_name(self) -> str:
        """Named by its content, so that no late writer can put another text in its place."""
        return f"{self.user_id}/{self.document_id}/{self.parsed_sha256}.md"


Write = Callable[[Connection], Awaitable[None]]


@dataclass(frozen=True)
class Advance:
    """The next stage is reached. Its writes commit in the same transaction as that step, or not at all."""

    write: Write | None = None
    remember: dict[str, Any] = field(default_factory=dict)  # merged into the job's payload
    parser_job_id: str | None = None
    cost_cents: float = 0


@dataclass(frozen=True)
class Wait:
    """Nothing to do yet: hand the job back, and look again after `seconds`, or sooner if news arrives."""

    seconds: float


@dataclass(frozen=True)
class Done:
    """The last stage's work is complete."""


Outcome = Advance | Wait | Done
