"""Users of the pipeline under test. They use HTTP only, and speak the contract in the words of the environment file."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import urljoin

import httpx

from keywords.basics import clients
from keywords.basics.errors import Absent, Misuse
from keywords.basics.secrets import remember
from keywords.basics.waiting import PATIENCE_SECONDS, eventually
from keywords.contract import sessions
from keywords.contract.answers import Answer, body_of, expect, in_contract_words, in_own_words, list_of
from keywords.contract.place import Place
from keywords.documents.pdf import Document
from keywords.environments.dialect import METHODS
from keywords.environments.environment import Environment
from keywords.evidence.steps import step
from keywords.history.records import DEADLETTER, DONE

ENDS = (DONE, DEADLETTER)
IN_MEMORY = 8 * 1024 * 1024  # bytes of a form; a longer one goes through a file


@dataclass(frozen=True)
class Uploaded:
    document: Document
    job_id: str
    document_id: str
    user_id: str
    at: datetime
    owner: "Person | None" = field(default=None, repr=False, compare=False)  # who can look at it again

    def __str__(self) -> str:
        return f"{self.document.filename} (job {self.job_id})"

    @property
    def person(self) -> "Person":
        """Its owner, as whom keywords look at it."""
        if self.owner is None:
            raise Misuse(f"nobody is known who uploaded {self}")
        return self.owner

    @property
    def ids(self) -> dict[str, str]:
        """What to find it by, for cases."""
        return {"document": self.document_id, "job": self.job_id, "user": self.user_id}


class Person:
    """A signed-in user. Calls return answers in the words of the contract.

    `announce`, `put` and `call` return the raw answer, for checks of refusals. `http` is the user's client.
    """

    def __init__(
        self, place: Place, number: int = 0, session: sessions.Session | None = None, address: str = ""
    ) -> None:
        """A new user, or the user with this number if the environment gives tokens. With a session: an earlier user."""
        self.environment, self.accounts = place.environment, place.accounts
        self.http = clients.client(base_url=place.address("api"), timeout=30)
        self._links = clients.client(timeout=120)  # for signed URLs, which need no token
        self._enter(session or self.accounts.begin(self.http, number, address))
        owns = self.accounts.ownership
        self.mark = "" if session else owns.begin_documents(self.user_id, self.email, number)

    def _enter(self, session: sessions.Session) -> None:
        """Use this session from now on."""
        self.session = session
        self.http.headers.update(self.environment.sign_in.presented(session.token))
        if not session.user_id and self.environment.has("me"):  # the token does not name its user
            session.user_id = str(self.me()["user_id"])

    def __str__(self) -> str:
        return f"user {self.email or self.user_id}"

    @property
    def user_id(self) -> str:
        return self.session.user_id

    @property
    def email(self) -> str:
        return self.session.email

    @property
    def password(self) -> str:
        return self.session.password

    @property
    def token(self) -> str:
        return self.session.token

    # Any call

    @step("Call the API", "{name}", saw=lambda answer: answer.status_code)
    def call(self, name: str, content: dict[str, Any] | None = None, /, **ids: str) -> httpx.Response:
        """The raw answer to a call of the contract.

        >>> person.call("job", job_id=of_another_user).status_code
        """
        needs(self.environment, name)
        body = None if content is None else in_own_words(content, self.environment.sends.get(name, {}))
        return self.http.request(METHODS[name], self.environment.paths.of(name, **ids), json=body)

    def parse(self, name: str, answer: httpx.Response) -> Answer:
        """The content of a successful answer to a call. Any other status fails."""
        body = expect(answer, self.environment.success.of(name), f"the answer to {name!r}")
        return in_contract_words(name, body, self.environment.answers[name])

    def refusal(self, answer: httpx.Response) -> Answer:
        """The code, message and correlation id of a refusal."""
        return refusal(self.environment, answer)

    # The account

    @step("Sign in again")
    def login(self, password: str | None = None) -> None:
        """Sign in again. A refusal, such as of a wrong password, raises AssertionError."""
        answer = self.call("login", {"email": self.email, "password": password or self.password})
        self._enter(sessions.from_answer(self.environment, "login", answer, self.session))

    @step("Open a second session")
    def signed_in_again(self, address: str = "") -> "Person":
        """The same user in a second session; the address may be spelled otherwise."""
        again = copy(self)
        again.http = clients.client(base_url=self.http.base_url, timeout=self.http.timeout)
        if address:
            again.session = replace(self.session, email=address)
        again.login()
        return again

    @step("Exchange the refresh token")
    def refresh(self) -> None:
        """Exchange the refresh token for a new session."""
        answer = self.call("refresh", {"refresh_token": self.session.refresh_token})
        self._enter(sessions.from_answer(self.environment, "refresh", answer, self.session))

    @step("Sign out")
    def logout(self) -> None:
        expect(self.call("logout"), self.environment.success.logout, "signing out")

    def me(self) -> Answer:
        return self.parse("me", self.call("me"))

    # Sending a document

    @step("Upload a document", "{document.filename}", saw=lambda uploaded: f"job {uploaded.job_id}")
    def upload(self, document: Document, **changes: Any) -> Uploaded:
        """Announce a document and send its bytes."""
        at = datetime.now(UTC)
        return self.send(document, self.announce(document, **changes), at)

    def send(self, document: Document, announced: httpx.Response, at: datetime | None = None) -> Uploaded:
        """Send the bytes of an announced document, unless they travelled with the announcement."""
        at = at or datetime.now(UTC)
        accepted = self.parse("upload", announced)
        if self.environment.bytes_.way == "put":
            sent = self.put(accepted["signed_url"], document)
            expect(sent, self.environment.success.put, "sending the bytes")
        return Uploaded(document, str(accepted["job_id"]), str(accepted["document_id"]), self.user_id, at, self)

    @step("Announce a document", "{document.filename}", saw=lambda answer: answer.status_code)
    def announce(self, document: Document, *, key: str = "", **changes: Any) -> httpx.Response:
        """The raw answer to the announcement of a document, with changes to its fields.

        If bytes and announcement travel together, this sends both.

        >>> person.announce(document, mime="text/plain").status_code
        """
        fields = {
            "filename": f"{self.mark}{document.filename}",
            "bytes_len": document.size,
            "mime": "application/pdf",
            "sha256": document.sha256,
            "ocr": False,
            **changes,
        }
        self.accounts.ownership.may_create(str(fields["filename"]))
        headers = {"Idempotency-Key": key} if key else {}
        if self.environment.bytes_.way == "put":
            body = in_own_words(fields, self.environment.sends["upload"])
            answer = self.http.post(self.environment.paths.upload, json=body, headers=headers)
        else:
            answer = self._send_form(document, fields, headers)
        remember(_links(answer))
        return answer

    @step("Send the bytes", "{document.filename}", saw=lambda answer: answer.status_code)
    def put(self, signed_url: str, document: Document, **headers: str) -> httpx.Response:
        """The raw answer to sending the bytes of a document to a signed URL."""
        sending = self.environment.bytes_
        headers = {"Content-Length": str(document.size), **sending.headers, **headers}
        if sending.content_type:
            headers.setdefault("Content-Type", sending.content_type)
        url = urljoin(str(self.http.base_url), signed_url)
        return self._links.put(url, content=document.parts(), headers=headers)

    def _send_form(self, document: Document, fields: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
        sending, path = self.environment.bytes_, self.environment.paths.upload
        form = _form(in_own_words(fields, self.environment.sends["upload"]))
        with SpooledTemporaryFile(max_size=IN_MEMORY) as content:
            for part in document.parts():
                content.write(part)
            content.seek(0)
            files = {sending.field: (str(fields["filename"]), content, str(fields["mime"]))}
            headers = {**sending.headers, **headers}
            return self.http.post(path, data=form, files=files, headers=headers, timeout=120)

    # Jobs

    def job(self, job_id: str) -> Answer:
        return self._in_our_words(self.parse("job", self.call("job", job_id=job_id)))

    def jobs(self) -> list[Answer]:
        """The first page of the user's jobs, the newest first."""
        return [self._in_our_words(job) for job in self._list("jobs", "job")]

    @step("Retry a job by hand", "{job_id}")
    def retry(self, job_id: str) -> None:
        expect(self.call("retry", job_id=job_id), self.environment.success.retry, "a retry by hand")

    @step("Wait for the end of a job", "{uploaded.document.filename}", saw=lambda job: job["state"])
    def wait_for_end(self, uploaded: Uploaded, seconds: float = PATIENCE_SECONDS) -> Answer:
        """The job once it has ended, done or as a dead letter."""
        return eventually(
            lambda: self.job(uploaded.job_id),
            lambda job: job["state"] in ENDS,
            f"the end of job {uploaded.job_id} ({uploaded.document.filename})",
            seconds,
        )

    @step("Wait for the end of every job")
    def wait_for_ends(self, uploads: Iterable[Uploaded]) -> None:
        """Wait until each job has ended. The list shows most of them at once; the others are polled one by one."""
        jobs = self.jobs() if self.environment.has("jobs") else []
        ended = {str(job["job_id"]) for job in jobs if job["state"] in ENDS}
        for uploaded in uploads:
            if uploaded.job_id not in ended:
                self.wait_for_end(uploaded)

    def _in_our_words(self, job: Answer) -> Answer:
        for word, table in (("stage", self.environment.stage_words), ("state", self.environment.state_words)):
            if word in job:
                job[word] = table.get(str(job[word]), job[word])
        return job

    # Documents

    def documents(self) -> list[Answer]:
        """The first page of the user's documents, the newest first."""
        return self._list("documents", "document")

    def document(self, document_id: str) -> Answer:
        return self.parse("document", self.call("document", document_id=document_id))

    @step("Read the parsed text", saw=lambda text: f"{len(text)} characters")
    def content(self, document_id: str) -> str:
        """The parsed text; '' if there is none yet."""
        answer = self.call("content", document_id=document_id)
        if answer.status_code == self.environment.refusals.hidden:
            return ""
        return str(self.parse("content", answer)["text"])

    @step("Delete a document", "{document_id}")
    def delete(self, document_id: str) -> None:
        """Delete a document of this user. The guard refuses one that the run did not create."""
        owns = self.accounts.ownership
        owns.may_remove(str(self.document(document_id)["filename"]) if owns.lent else self.email)
        answer = self.call("delete", document_id=document_id)
        expect(answer, self.environment.success.delete, "deleting a document")

    # Questions

    @step("Search", "{question}", saw=lambda found: f"{len(found)} passages")
    def search(self, question: str, k: int = 3) -> list[Answer]:
        """The nearest passages."""
        body = expect(self.call("search", {"question": question, "k": k}), self.environment.success.search, "a search")
        return self._each("search", body, "passage")

    @step("Ask the agent", "{message}", saw=lambda answer: answer.get("answer", ""))
    def ask(self, message: str, conversation_id: str | None = None) -> Answer:
        """The agent's answer; its sources are passages."""
        response = self.call("chat", {"message": message, "conversation_id": conversation_id})
        answer = self.parse("chat", response)
        if answer.get("sources"):
            answer["sources"] = self._each("chat", response.json(), "passage", "sources")
        return answer

    def limits(self) -> Answer:
        return self.parse("limits", self.call("limits"))

    def _list(self, name: str, of: str) -> list[Answer]:
        body = expect(self.call(name), self.environment.success.of(name), f"the answer to {name!r}")
        return self._each(name, body, of)

    def _each(self, name: str, body: Any, of: str, word: str = "list") -> list[Answer]:
        answers = self.environment.answers
        return list_of(name, body, answers[name], answers[of], key=f"answers.{of}", word=word)


def needs(environment: Environment, *capabilities: str) -> None:
    """Raise Absent if the environment lacks one of these, according to its file."""
    missing = [name for name in capabilities if not environment.has(name)]
    if missing:
        why = "absent" if missing[0] in environment.absent else f"sign_in.way is {environment.sign_in.way}"
        raise Absent(f"the environment {environment.name} has no {' and no '.join(missing)} ({why} in its file)")


def refusal(environment: Environment, answer: httpx.Response) -> Answer:
    return in_contract_words("error", body_of(answer), environment.answers["error"])


def _form(fields: dict[str, Any]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in fields.items()}


def _links(answer: httpx.Response) -> Iterator[str]:
    """Every link in the answer: a signed URL is a secret."""
    remaining = [answer.json()] if answer.headers.get("content-type", "").startswith("application/json") else []
    while remaining:
        value = remaining.pop()
        if isinstance(value, dict):
            remaining.extend(value.values())
        elif isinstance(value, list):
            remaining.extend(value)
        elif isinstance(value, str) and "?" in value:
            yield value
