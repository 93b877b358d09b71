"""Every endpoint of the contract, called with real data: that it keeps its promise, and refuses what it should."""

from collections.abc import Iterator
from copy import copy
from typing import Any
from uuid import uuid4

import httpx

from keywords.basics import clients
from keywords.contract import openapi, sessions
from keywords.contract.answers import body_of, each
from keywords.contract.people import Person, Uploaded, needs
from keywords.documents.bad import not_a_pdf
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count, figure, possible
from keywords.running.catalogue import experiment
from keywords.world import World

OPEN = ("register", "login", "refresh", "limits", "health", "ready", "metrics", "openapi")  # to anybody
LISTS = {"jobs": "job", "documents": "document", "search": "passage"}  # and what each item of the answer is
OWN = ("job", "retry", "document", "content", "delete")  # of one's own job or document
TOO_LARGE = 10**12
ANNOUNCEMENT = {"filename": "a.pdf", "bytes_len": 1000, "mime": "application/pdf", "sha256": "0" * 64, "ocr": False}
TRACES = ("Traceback (most recent call last)", 'File "/')


class Calls:
    """Makes calls, and notes which kept their promise."""

    def __init__(self, world: World) -> None:
        self.environment = world.environment
        self.made: list[str] = []
        self.kept, self.explained = Cases(), Cases()

    def has(self, *calls: str) -> bool:
        return all(self.environment.has(call) for call in calls)

    def succeeds(self, person: Person, call: str, content: dict[str, Any] | None = None, /, **ids: str) -> None:
        """The call, if the environment has it, is answered with success, and says all that it should."""
        if self.has(call):
            self.answered(person, call, person.call(call, content, **ids))

    def answered(self, person: Person, call: str, answer: httpx.Response) -> None:
        self.made.append(call)
        with self.kept.attempt(call):
            if answer.status_code != self.environment.success.of(call):
                raise AssertionError(f"answered {answer.status_code}: {answer.text[:200]}")
            if call in LISTS:
                words = self.environment.answers
                items = each(call, body_of(answer), words[call], words[LISTS[call]], key=f"answers.{LISTS[call]}")
                untold = [what for item in items for what in item.untold()] if items else ["an empty list"]
            else:
                untold = person.told(call, answer).untold() if call in self.environment.answers else []
            if untold:
                raise AssertionError("; ".join(untold))

    def refused(
        self, cases: Cases, reason: str, person: Person, call: str, content: dict[str, Any] | None = None, /, **ids: str
    ) -> None:
        """The call, if the environment has it, is refused for this reason, or another that is named, in words."""
        if self.has(call):
            self.is_refusal(cases, reason, person, call, person.call(call, content, **ids))

    def is_refusal(self, cases: Cases, reason: str, person: Person, call: str, answer: httpx.Response) -> None:
        what = f"{call}, {reason}"
        wanted = [getattr(self.environment.refusals, word) for word in reason.split(" or ")]
        cases.expect(what, wanted[0], wanted[0] if answer.status_code in wanted else answer.status_code)
        with self.explained.attempt(what):
            told = person.refusal(answer)
            words = self.environment.answers["error"]
            silent = [word for word in words if words[word] and not told.get(word)]
            if silent or any(trace in answer.text for trace in TRACES):
                raise AssertionError(f"untold: {silent}; it says {answer.text[:200]}")
            if words["correlation_id"] and told["correlation_id"] != answer.headers.get("X-Correlation-ID"):
                raise AssertionError(f"names {told['correlation_id']}, its header another")


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
    """A user calls every endpoint with a real document; strangers, others and the careless call them too."""
    owner, other = world.two_people()
    calls = Calls(world)
    good, bad = own_documents(calls, owner)
    read_endpoints(calls, owner, good)
    strangers, others, malformed, misused = Cases(), Cases(), Cases(), Cases()
    nobody = copy(owner)
    nobody.http = clients.client(base_url=owner.http.base_url, timeout=30)
    ids = {"job_id": good.job_id, "document_id": good.document_id}
    for call, content in everything(owner, good):
        if call not in OPEN:
            calls.refused(strangers, "unauthorized", nobody, call, content, **ids)
    for call in OWN:
        calls.refused(others, "hidden", other, call, **ids)
        calls.refused(others, "hidden", owner, call, job_id=str(uuid4()), document_id=str(uuid4()))
    careless(calls, malformed, owner)
    misuse(calls, misused, owner, good)
    last_endpoints(calls, owner, good, bad)
    calls.kept.observe("endpoints that answer as promised")
    strangers.observe("calls without a token refused")
    others.observe("calls for other users' data refused")
    malformed.observe("malformed calls refused")
    misused.observe("disallowed calls refused")
    calls.explained.observe("refusals that explain themselves")
    with possible(
        "endpoints called with real data",
        "contract endpoints in OpenAPI",
        "operations that crash on an empty request",
    ):
        compare_with_openapi(calls, nobody)


def own_documents(calls: Calls, owner: Person) -> tuple[Uploaded, Uploaded]:
    """A document that is embedded, and one that cannot be."""
    good, bad = generate("every endpoint", pages=2), not_a_pdf("every endpoint")
    answer = owner.announce(good)
    calls.answered(owner, "upload", answer)
    uploads = owner.send(good, answer), owner.upload(bad)
    for uploaded in uploads:
        owner.wait_for_end(uploaded)
    return uploads


def everything(owner: Person, good: Uploaded) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Every call with what is sent in it."""
    yield from ((call, None) for call in ("me", "jobs", "job", "documents", "document", "content"))
    yield from ((call, None) for call in ("limits", "health", "ready", "metrics", "openapi"))
    question = good.document.facts[0].question if good.document.facts else "What is it?"
    yield "search", {"question": question, "k": 3}
    yield "chat", {"message": question, "conversation_id": None}
    yield (
        "upload",
        {"filename": "a.pdf", "bytes_len": 1000, "mime": "application/pdf", "sha256": "0" * 64, "ocr": False},
    )
    yield from ((call, None) for call in ("retry", "delete", "logout"))


def read_endpoints(calls: Calls, owner: Person, good: Uploaded) -> None:
    for call, content in everything(owner, good):
        if call not in ("upload", "retry", "delete", "logout"):
            calls.succeeds(owner, call, content, job_id=good.job_id, document_id=good.document_id)


def careless(calls: Calls, cases: Cases, owner: Person) -> None:
    """What misses, or is of another kind, or names an id that is none."""
    for call in ("register", "login", "refresh", "search", "chat", "upload"):
        calls.refused(cases, "malformed", owner, call, {})
    calls.refused(cases, "malformed", owner, "search", {"question": "", "k": 0})
    calls.refused(cases, "malformed", owner, "chat", {"message": 7, "conversation_id": "none"})
    calls.refused(cases, "malformed", owner, "register", {"email": "no address", "password": "x"})
    for call in OWN:
        calls.refused(cases, "malformed or hidden", owner, call, job_id="no-id", document_id="no-id")


def misuse(calls: Calls, cases: Cases, owner: Person, good: Uploaded) -> None:
    """What is well formed and may not be."""

    def announced(reason: str, **changes: Any) -> None:
        calls.is_refusal(cases, reason, owner, "upload", owner.announce(good.document, **changes))

    announced("conflict")
    announced("too_large", bytes_len=TOO_LARGE, sha256="f" * 64)
    announced("wrong_type", mime="text/plain")
    calls.refused(cases, "conflict", owner, "retry", job_id=good.job_id)
    calls.refused(cases, "conflict", owner, "register", {"email": owner.email, "password": owner.password})
    calls.refused(cases, "unauthorized", owner, "login", {"email": owner.email, "password": "not the password"})
    calls.refused(cases, "unauthorized", owner, "refresh", {"refresh_token": "never-given-to-anybody"})


def last_endpoints(calls: Calls, owner: Person, good: Uploaded, bad: Uploaded) -> None:
    """Those that change something, and those that open and close accounts."""
    calls.succeeds(owner, "retry", job_id=bad.job_id)
    if calls.has("retry"):
        owner.wait_for_end(bad)
    calls.succeeds(owner, "delete", document_id=good.document_id)
    if calls.has("register", "login", "refresh", "logout"):
        newcomer, account = copy(owner), owner.accounts.new_account()
        newcomer.http = clients.client(base_url=owner.http.base_url, timeout=30)
        calls.succeeds(newcomer, "register", account)
        answer = newcomer.call("login", account)
        calls.answered(newcomer, "login", answer)
        session = sessions.from_answer(owner.environment, "login", answer, sessions.Session("", account["email"], ""))
        newcomer.http.headers.update(owner.environment.sign_in.presented(session.token))
        calls.succeeds(newcomer, "refresh", {"refresh_token": session.refresh_token})
        calls.succeeds(newcomer, "logout")


def compare_with_openapi(calls: Calls, nobody: Person) -> None:
    """Observe that OpenAPI describes what the contract names, that all of it was called, and that nothing breaks."""
    needs(calls.environment, "openapi")
    document = nobody.call("openapi").json()
    wanted = openapi.promised(calls.environment)
    missing = openapi.undescribed(calls.environment, document)
    untried = openapi.untried(calls.environment, document, calls.made)
    shares = {"contract endpoints in OpenAPI": missing, "endpoints called with real data": untried}
    for name, lacking in shares.items():
        figure(
            name,
            100 * (1 - len(lacking) / len(wanted)),
            of=wanted,
            detail=f"not so: {', '.join(lacking)}" if lacking else "",
        )
    broken, operations = [], list(openapi.operations(document))
    for method, path in operations:
        answer = nobody.http.request(method, openapi.filled(path, str(uuid4())))
        if answer.status_code >= 500 or any(trace in answer.text for trace in TRACES):
            broken.append(f"{method} {path}: {answer.status_code}")
    count("operations that crash on an empty request", broken, of=operations)
