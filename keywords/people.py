"""Users of the pipeline under test, over HTTP alone, in the words of its environment file."""

import secrets as entropy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import jwt

from keywords.documents import GeneratedPdf
from keywords.environments import Environment
from keywords.secrets import remember
from keywords.waiting import eventually


@dataclass(frozen=True)
class Uploaded:
    document: GeneratedPdf
    job_id: str
    document_id: str
    user_id: str
    at: datetime


class Person:
    """A new account, signed in."""

    def __init__(self, environment: Environment, api: str) -> None:
        self.environment = environment
        self.http = httpx.Client(base_url=api, timeout=30)
        self.email = f"{environment.guard.prefix}{entropy.token_hex(6)}@example.com"
        self.password = entropy.token_urlsafe(18)
        answer = self.http.post(environment.paths.register_, json={"email": self.email, "password": self.password})
        body = expect(answer, environment.success.register_, "registration")
        self.token: str = body[environment.fields.access_token]
        remember([self.password, self.token, str(body.get("refresh_token", ""))])
        self.http.headers["Authorization"] = f"Bearer {self.token}"
        self.user_id: str = jwt.decode(self.token, options={"verify_signature": False})["sub"]

    def upload(self, document: GeneratedPdf) -> Uploaded:
        names, success = self.environment.fields, self.environment.success
        announced = {
            "filename": document.filename, "bytes_len": len(document.data), "mime": "application/pdf",
            "sha256": document.sha256, "ocr": False,
        }  # fmt: skip
        at = datetime.now(UTC)
        answer = self.http.post(self.environment.paths.upload, json=announced)
        body = expect(answer, success.upload, "the announcement of an upload")
        remember([body[names.signed_url]])
        sent = httpx.put(body[names.signed_url], content=document.data, timeout=120)
        expect(sent, success.put, "sending the bytes")
        return Uploaded(document, str(body[names.job_id]), str(body[names.document_id]), self.user_id, at)

    def job(self, job_id: str) -> dict[str, Any]:
        found: dict[str, Any] = expect(self.http.get(f"{self.environment.paths.jobs}/{job_id}"), 200, "a job's status")
        return found

    def wait_for_end(self, uploaded: Uploaded) -> dict[str, Any]:
        states = self.environment.states
        ends = (states.done, states.deadletter)
        return eventually(
            lambda: self.job(uploaded.job_id), lambda job: job[self.environment.fields.state] in ends, "a job to end"
        )

    def content(self, document_id: str) -> str:
        answer = self.http.get(f"{self.environment.paths.documents}/{document_id}/content")
        return answer.text if answer.status_code == 200 else ""

    def search(self, question: str, k: int = 3) -> list[dict[str, Any]]:
        answer = self.http.post(self.environment.paths.search, json={"question": question, "k": k})
        results: list[dict[str, Any]] = expect(answer, 200, "a search")["results"]
        return results

    def ask(self, message: str) -> dict[str, Any]:
        answer = self.http.post(self.environment.paths.chat, json={"message": message})
        told: dict[str, Any] = expect(answer, 200, "a question to the agent")
        return told


def expect(answer: httpx.Response, status: int, what: str) -> Any:
    if answer.status_code != status:
        correlation = answer.headers.get("X-Correlation-ID", "none")
        raise AssertionError(
            f"{what}: expected {status}, seen {answer.status_code} {answer.text[:300]} (correlation id {correlation})"
        )
    return answer.json() if answer.content else {}
