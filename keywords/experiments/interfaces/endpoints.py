"""Every endpoint of the contract, called with real data, and with what it must refuse."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx

from keywords.contract import openapi, sessions
from keywords.contract.answers import body_of, correlation, list_of
from keywords.contract.calls import without_a_token
from keywords.contract.people import Person, Uploaded, needs
from keywords.documents.bad import not_a_pdf
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases, among
from keywords.evidence.model import Case
from keywords.evidence.observing import count, possible, share
from keywords.evidence.steps import step
from keywords.running.catalogue import experiment
from keywords.world import World

OPEN = ("register", "login", "refresh", "limits", "health", "ready", "metrics", "openapi")  # without a token
LISTS = {"jobs": "job", "documents": "document", "search": "passage"}  # and what the items of the answer are
OWN = ("job", "retry", "document", "content", "delete")  # only for the owner of the job or document
CHANGING = ("upload", "retry", "delete", "logout")
TOO_LARGE = 10**12
ANNOUNCEMENT = {"filename": "a.pdf", "bytes_len": 1000, "mime": "application/pdf", "sha256": "0" * 64, "ocr": False}
TRACES = ("Traceback (most recent call last)", 'File "/')


class Calls:
    """Makes calls, and notes which were answered, refused and explained as agreed."""

    def __init__(self, world: World) -> None:
        self.environment = world.environment
        self.made: list[str] = []
        self.kept, self.explained = Cases(), Cases()

    def has(self, *calls: str) -> bool:
        return all(self.environment.has(call) for call in calls)

    def succeeds(self, person: Person, call: str, content: dict[str, Any] | None = None, /, **ids: str) -> None:
        """Make a call, if the environment has it, that must succeed with every agreed field."""
        if self.has(call):
            self.answered(person, call, person.call(call, content, **ids))

    def answered(self, person: Person, call: str, answer: httpx.Response) -> None:
        self.made.append(call)
        with self.kept.attempt(call, user=person.user_id, **correlation(answer)):
            if answer.status_code != self.environment.success.of(call):
                raise AssertionError(f"answered {answer.status_code}: {answer.text[:200]}")
            if call in LISTS:
                words = self.environment.answers
                items = list_of(call, body_of(answer), words[call], words[LISTS[call]], key=f"answers.{LISTS[call]}")
                omissions = [what for item in items for what in item.omissions()] if items else ["an empty list"]
            else:
                omissions = person.parse(call, answer).omissions() if call in self.environment.answers else []
            if omissions:
                raise AssertionError("; ".join(omissions))

    def refused(
        self, cases: Cases, reason: str, person: Person, call: str, content: dict[str, Any] | None = None, /, **ids: str
    ) -> None:
        """Make a call, if the environment has it, that must be refused for this reason (`one or another`)."""
        if self.has(call):
            self.is_refusal(cases, reason, person, call, person.call(call, content, **ids))

    def is_refusal(self, cases: Cases, reason: str, person: Person, call: str, answer: httpx.Response) -> None:
        what = f"{call}, {reason}"
        wanted = [getattr(self.environment.refusals, word) for word in reason.split(" or ")]
        ids = {"user": person.user_id, **correlation(answer)}
        seen = wanted[0] if answer.status_code in wanted else f"{answer.status_code} {answer.text}"
        cases.expect(what, wanted[0], seen, **ids)
        with self.explained.attempt(what, **ids):
            body = person.refusal(answer)
            words = self.environment.answers["error"]
            silent = [word for word in words if words[word] and not body.get(word)]
            if silent or any(trace in answer.text for trace in TRACES):
                raise AssertionError(f"missing: {silent}; the answer is {answer.text[:200]}")
            if words["correlation_id"] and body["correlation_id"] != answer.headers.get("X-Correlation-ID"):
                raise AssertionError(f"the body has correlation id {body['correlation_id']}, the header another")


@experiment(
    "every endpoint",
    (
        "endpoints that answer as promised",
        "endpoints called with real data",
        "contract endpoints in OpenAPI",
        "operations that crash on an empty request",
        "calls without a token refused",
        "calls for other users' data refused",
        "malformed calls refused",
        "disallowed calls refused",
        "refusals that explain themselves",
    ),
)
def every_endpoint(world: World) -> None:
    """A user calls every endpoint with a real document; each is also called in every way that it must refuse."""
    owner, other = world.two_people()
    calls = Calls(world)
    good, bad = upload_documents(calls, owner)
    call_reading_endpoints(calls, owner, good)
    strangers, others, malformed, disallowed = Cases(), Cases(), Cases(), Cases()
    stranger = without_a_token(owner)
    ids = {"job_id": good.job_id, "document_id": good.document_id}
    with step("Call every endpoint without a token"):
        for call, content in everything(owner, good):
            if call not in OPEN:
                calls.refused(strangers, "unauthorized", stranger, call, content, **ids)
    with step("Ask for what belongs to another user, and for what does not exist"):
        for call in OWN:
            calls.refused(others, "hidden", other, call, **ids)
            calls.refused(others, "hidden", owner, call, job_id=str(uuid4()), document_id=str(uuid4()))
    call_malformed(calls, malformed, owner)
    call_disallowed(calls, disallowed, owner, good)
    call_changing_endpoints(calls, owner, good, bad)
    share("endpoints that answer as promised", calls.kept)
    share("calls without a token refused", strangers)
    share("calls for other users' data refused", others)
    share("malformed calls refused", malformed)
    share("disallowed calls refused", disallowed)
    share("refusals that explain themselves", calls.explained)
    of_openapi = "endpoints called with real data", "contract endpoints in OpenAPI"
    with possible(*of_openapi, "operations that crash on an empty request"):
        compare_with_openapi(calls, stranger)


@step("Upload a good document and a bad one")
def upload_documents(calls: Calls, owner: Person) -> tuple[Uploaded, Uploaded]:
    """A document that is embedded, and one that cannot be read."""
    good, bad = generate("every endpoint", pages=2), not_a_pdf("every endpoint")
    answer = owner.announce(good)
    calls.answered(owner, "upload", answer)
    uploads = owner.send(good, answer), owner.upload(bad)
    for uploaded in uploads:
        owner.wait_for_end(uploaded)
    return uploads


def everything(owner: Person, good: Uploaded) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Every call of a signed-in user, and its content."""
    yield from ((call, None) for call in ("me", "jobs", "job", "documents", "document", "content"))
    yield from ((call, None) for call in ("limits", "health", "ready", "metrics", "openapi"))
    question = good.document.facts[0].question if good.document.facts else "What is it?"
    yield "search", {"question": question, "k": 3}
    yield "chat", {"message": question, "conversation_id": None}
    yield "upload", ANNOUNCEMENT
    yield from ((call, None) for call in ("retry", "delete", "logout"))


@step("Call every endpoint that reads")
def call_reading_endpoints(calls: Calls, owner: Person, good: Uploaded) -> None:
    for call, content in everything(owner, good):
        if call not in CHANGING:
            calls.succeeds(owner, call, content, job_id=good.job_id, document_id=good.document_id)


@step("Make malformed calls")
def call_malformed(calls: Calls, cases: Cases, owner: Person) -> None:
    """Make calls with missing fields, wrong types or malformed ids."""
    for call in ("register", "login", "refresh", "search", "chat", "upload"):
        calls.refused(cases, "malformed", owner, call, {})
    calls.refused(cases, "malformed", owner, "search", {"question": "", "k": 0})
    calls.refused(cases, "malformed", owner, "chat", {"message": 7, "conversation_id": "none"})
    calls.refused(cases, "malformed", owner, "register", {"email": "no address", "password": "x"})
    for call in OWN:
        calls.refused(cases, "malformed or hidden", owner, call, job_id="no-id", document_id="no-id")


@step("Make calls that are not allowed")
def call_disallowed(calls: Calls, cases: Cases, owner: Person, good: Uploaded) -> None:
    """Make calls that are well formed and not allowed."""

    def announce(reason: str, **changes: Any) -> None:
        calls.is_refusal(cases, reason, owner, "upload", owner.announce(good.document, **changes))

    announce("conflict")
    announce("too_large", bytes_len=TOO_LARGE, sha256="f" * 64)
    announce("wrong_type", mime="text/plain")
    calls.refused(cases, "conflict", owner, "retry", job_id=good.job_id)
    calls.refused(cases, "conflict", owner, "register", {"email": owner.email, "password": owner.password})
    calls.refused(cases, "unauthorized", owner, "login", {"email": owner.email, "password": "not the password"})
    calls.refused(cases, "unauthorized", owner, "refresh", {"refresh_token": "never-issued"})


@step("Call every endpoint that changes something")
def call_changing_endpoints(calls: Calls, owner: Person, good: Uploaded, bad: Uploaded) -> None:
    """Retry, delete, and take a new account from its registration to its sign-out."""
    calls.succeeds(owner, "retry", job_id=bad.job_id)
    if calls.has("retry"):
        owner.wait_for_end(bad)
    calls.succeeds(owner, "delete", document_id=good.document_id)
    if calls.has("register", "login", "refresh", "logout"):
        newcomer, account = without_a_token(owner), owner.accounts.new_account()
        calls.succeeds(newcomer, "register", account)
        answer = newcomer.call("login", account)
        calls.answered(newcomer, "login", answer)
        session = sessions.from_answer(owner.environment, "login", answer, sessions.Session("", account["email"], ""))
        newcomer.http.headers.update(owner.environment.sign_in.presented(session.token))
        calls.succeeds(newcomer, "refresh", {"refresh_token": session.refresh_token})
        calls.succeeds(newcomer, "logout")


@step("Compare with OpenAPI")
def compare_with_openapi(calls: Calls, stranger: Person) -> None:
    """Observe whether OpenAPI describes the contract, all of it was called, and no operation crashes."""
    needs(calls.environment, "openapi")
    document = stranger.call("openapi").json()
    contract = openapi.promised(calls.environment)
    absent = openapi.undescribed(calls.environment, document)
    share("contract endpoints in OpenAPI", among(contract, contract.keys() - absent, "described"))
    untried = openapi.untried(calls.environment, document, calls.made)
    share("endpoints called with real data", among(contract, contract.keys() - untried, "called"))
    cases = Cases()
    for method, path in openapi.operations(document):
        answer = stranger.http.request(method, openapi.filled(path, str(uuid4())))
        ok = answer.status_code < 500 and not any(trace in answer.text for trace in TRACES)
        seen = answer.status_code if ok else f"{answer.status_code} {answer.text}"
        cases.append(Case.judged(f"{method} {path}", ok, "an answer below 500", seen, **correlation(answer)))
    count("operations that crash on an empty request", cases)
