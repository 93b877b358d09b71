"""Users of the pipeline, played by tests over HTTP only."""

import itertools
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from keywords.basics.waiting import eventually
from keywords.documents.pdf import Document

__all__ = ["PASSWORD", "Person", "Upload", "eventually"]

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Upload:
    job_id: str
    document_id: str
    signed_url: str
    user_id: str
    at: datetime
    document: Document


def announcement(document: Document, **changes: Any) -> dict[str, Any]:
    """The body of a request to upload this document."""
    return {
        "filename": document.filename,
        "bytes_len": document.size,
        "mime": "application/pdf",
        "sha256": document.sha256,
        "ocr": False,
        **changes,
    }


class Person:
    def __init__(self, api_url: str) -> None:
        self.http = httpx.Client(base_url=api_url, timeout=30)
        self.email = f"person-{os.getpid()}-{next(_numbers)}@example.com"
        answer = self.http.post("/register", json={"email": self.email, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        self.session = answer.json()
        self.user_id: str = self.session["user"]["user_id"]
        self.token: str = self.session["access_token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def announce(self, document: Document, key: str | None = None, **changes: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return self.http.post("/api/v2/upload", json=announcement(document, **changes), headers=headers)

    def begin(self, document: Document, **changes: Any) -> Upload:
        """Announce a document but send no bytes."""
        answer = self.announce(document, **changes)
        assert answer.status_code == 201, answer.text
        return self.accepted(answer.json(), document)

    def accepted(self, body: dict[str, Any], document: Document) -> Upload:
        """The upload that the API's answer describes."""
        ids = body["job_id"], body["document_id"], body["signed_url"]
        return Upload(*ids, self.user_id, datetime.now(UTC), document)

    def upload(self, document: Document, **changes: Any) -> Upload:
        begun = self.begin(document, **changes)
        length = {"Content-Length": str(document.size)}
        sent = httpx.put(begun.signed_url, content=document.parts(), headers=length, timeout=60)
        assert sent.status_code == 200, sent.text
        return begun

    def job(self, job_id: str) -> dict[str, Any]:
        answer = self.http.get(f"/api/v2/jobs/{job_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def wait(self, upload: Upload, seconds: float = 60, **wanted: str) -> dict[str, Any]:
        """Wait until the job matches `wanted`, by default until it is done."""
        wanted = wanted or {"state": "done"}

        def good(job: dict[str, Any]) -> bool:
            if wanted.get("state") == "done" and job["state"] == "deadletter":
                raise AssertionError(f"the job became a dead letter: {job['last_error']}")
            return all(job[key] == value for key, value in wanted.items())

        return eventually(lambda: self.job(upload.job_id), good, f"a job with {wanted}", seconds)

    def ended(self, upload: Upload, seconds: float = 60) -> dict[str, Any]:
        """The job once it has ended, well or badly."""
        return eventually(
            lambda: self.job(upload.job_id),
            lambda job: job["state"] in ("done", "deadletter"),
            "the end of a job",
            seconds,
        )

    def embed(self, document: Document) -> Upload:
        """Upload and wait until it is done."""
        upload = self.upload(document)
        self.wait(upload)
        return upload

    def search(self, question: str, k: int = 5) -> list[dict[str, Any]]:
        answer = self.http.post("/api/v2/search", json={"question": question, "k": k})
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def ask(self, message: str, conversation_id: str | None = None) -> dict[str, Any]:
        answer = self.http.post("/chat", json={"message": message, "conversation_id": conversation_id})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found
