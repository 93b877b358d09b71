"""Parse jobs on disk: each a folder with job.json, the source while it is needed, and result.json at the end."""

import json
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ENDED = ("COMPLETED", "FAILED", "CANCELLED")
DAY_SECONDS = 24 * 3600
PROJECT = "prj-00000000-0000-4000-8000-000000000000"
_ID = re.compile(r"[a-z]{3}-[0-9a-f-]{36}")


def new_id(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4()}"


def now() -> str:
    return datetime.now(UTC).isoformat()


@dataclass(frozen=True)
class Webhook:
    """Where to report the end of a job."""

    url: str
    secret: str
    headers: dict[str, str] = field(default_factory=dict)
    events: list[str] | None = None  # None: all


@dataclass
class Job:
    id: str = field(default_factory=lambda: new_id("pjb"))
    status: str = "PENDING"
    tier: str = "fast"
    source_url: str | None = None
    user_metadata: dict[str, str] | None = None
    webhooks: list[Webhook] = field(default_factory=list)
    error_message: str | None = None
    pages: int = 0
    told: bool = False  # True once the webhooks were sent or given up
    created_at: str = field(default_factory=now)
    updated_at: str = field(default_factory=now)

    @property
    def ended(self) -> bool:
        return self.status in ENDED


class Jobs:
    """The folders of all jobs and of uploaded files; nothing is held in memory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._jobs, self._files = root / "jobs", root / "files"

    def prepare(self) -> None:
        for folder in (self._jobs, self._files):
            folder.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)  # documents and webhook secrets are in it

    def create(self, job: Job, source: Path | None = None) -> None:
        """Store a new job, and move its source, if there is one, into its folder."""
        (self._jobs / job.id).mkdir()
        if source:
            source.rename(self.source(job.id))
        self.save(job)

    def save(self, job: Job) -> None:
        job.updated_at = now()
        _write(self._jobs / job.id / "job.json", asdict(job))

    def load(self, job_id: str) -> Job | None:
        if not _ID.fullmatch(job_id):
            return None
        try:
            values = json.loads((self._jobs / job_id / "job.json").read_bytes())
            return Job(**{**values, "webhooks": [Webhook(**webhook) for webhook in values["webhooks"]]})
        except (FileNotFoundError, ValueError, KeyError, TypeError):  # written only in part, or by another version
            return None

    def delete(self, job_id: str) -> None:
        shutil.rmtree(self._jobs / job_id, ignore_errors=True)

    def source(self, job_id: str) -> Path:
        return self._jobs / job_id / "source"

    def save_result(self, job_id: str, pages: list[dict[str, Any]]) -> None:
        _write(self._jobs / job_id / "result.json", {"pages": pages})

    def result(self, job_id: str) -> list[dict[str, Any]]:
        """The pages of a completed job."""
        pages: list[dict[str, Any]] = json.loads((self._jobs / job_id / "result.json").read_bytes())["pages"]
        return pages

    def latest_result(self, other_than: str) -> list[dict[str, Any]] | None:
        """The pages of the last completed job other than `other_than`."""
        results = [path for path in self._jobs.glob("*/result.json") if path.parent.name != other_than]
        latest = max(results, key=lambda path: path.stat().st_mtime_ns, default=None)
        return self.result(latest.parent.name) if latest else None

    def new_file(self) -> Path:
        """A path for an upload; its name is the id of the file."""
        return self._files / new_id("dfl")

    def file(self, file_id: str) -> Path | None:
        path = self._files / file_id
        return path if _ID.fullmatch(file_id) and path.is_file() else None

    def left_over(self) -> Iterator[Job]:
        """After a restart: remove jobs older than a day, and yield the unfinished ones."""
        oldest = time.time() - DAY_SECONDS
        for path in self._files.iterdir():
            if path.stat().st_mtime < oldest:
                path.unlink()
        for folder in self._jobs.iterdir():
            job = self.load(folder.name)
            if job is None or folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
            elif not job.ended or not job.told:
                yield job

    def empty(self) -> None:
        aside = self.root.with_name(f"{self.root.name}-{uuid.uuid4()}")
        self.root.rename(aside)
        self.prepare()
        shutil.rmtree(aside, ignore_errors=True)


def _write(path: Path, value: object) -> None:
    """Write JSON so that a reader sees the old file or the new one, even after a crash."""
    fresh = path.with_suffix(".new")
    with fresh.open("w") as file:
        json.dump(value, file)
    fresh.replace(path)
