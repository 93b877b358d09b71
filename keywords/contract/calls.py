"""Single calls of the API: valid ones in which a check changes one thing, and strange ones that no client makes."""

import json
import time
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from keywords.basics import clients
from keywords.contract.answers import Answer, correlation, in_own_words, outcome
from keywords.contract.people import Person, needs
from keywords.environments.dialect import METHODS
from keywords.evidence.steps import step

LEFT_OUT = "left out"  # the value of a word that is not sent
CORRELATION = "X-Correlation-ID"
JSON = {"Content-Type": "application/json"}
# What no client of the contract sends: method, path (or the call whose path it is), headers and body.
STRANGE: dict[str, tuple[str, str, Mapping[str, str], str]] = {
    "an unknown path": ("GET", "/api/v2/no-such-thing", {}, ""),
    "a wrong method": ("PUT", "me", {}, ""),
    "a body that is no JSON": ("POST", "search", JSON, '{"question": '),
    "a body that is a list": ("POST", "search", JSON, "[1, 2, 3]"),
    "a body without its type": ("POST", "search", {"Content-Type": "text/plain"}, "question"),
    "a number beyond all bounds": ("POST", "search", JSON, '{"question": "What?", "k": 1e999}'),
    "a text with a zero byte": ("POST", "search", JSON, '{"question": "a\\u0000b", "k": 1}'),
    "half a character": ("POST", "search", JSON, '{"question": "\\ud800", "k": 1}'),
    "a page before the first": ("GET", "documents?offset=-1", {}, ""),
    "a page of a million": ("GET", "documents?limit=1000000", {}, ""),
    "an id that is no id": ("GET", "/api/v2/jobs/'; SELECT 1", {}, ""),
}
# Words of programs, databases and folders that no answer for a user holds.
INTERNALS = ("Traceback", 'File "/', ".py", "asyncpg", "psycopg", "pydantic", "sqlstate", "upload_pipeline.", "auth.")


@dataclass(frozen=True)
class Reply:
    """What the API answered to a call of a user."""

    user: Person = field(repr=False)
    call: str
    answer: httpx.Response = field(repr=False)
    at: float  # when the call was made, in seconds since 1970

    def __str__(self) -> str:
        return f"the answer {self.answer.status_code} to {self.call!r}"

    @property
    def ids(self) -> dict[str, str]:
        """What to find it by, for cases."""
        return {"user": self.user.user_id, **correlation(self.answer)}

    @property
    def outcome(self) -> str:
        return outcome(self.user.environment, self.call, self.answer.status_code)

    @property
    def content(self) -> Answer:
        """What a successful answer says, in the words of the contract."""
        return self.user.parse(self.call, self.answer)

    @property
    def refusal(self) -> Answer:
        return self.user.refusal(self.answer)

    @property
    def internals(self) -> list[str]:
        """What the answer shows of the inside of the pipeline."""
        said = self.answer.text.lower()
        return [word for word in INTERNALS if word.lower() in said]


def without_a_token(person: Person) -> Person:
    """The same person, who has not signed in."""
    stranger = copy(person)
    stranger.http = clients.client(base_url=person.http.base_url, timeout=30)
    return stranger


def valid_content(user: Person, call: str) -> dict[str, Any] | None:
    """What a call sends that is accepted; an account that exists is the one of the user."""
    unique = uuid4().hex
    contents: dict[str, dict[str, Any]] = {
        "register": {"email": user.email, "password": user.password},
        "login": {"email": user.email, "password": user.password},
        "refresh": {"refresh_token": user.session.refresh_token},
        "search": {"question": "What is the number of the policy?", "k": 3},
        "chat": {"message": "What is the number of the policy?", "conversation_id": None},
        "upload": {
            "filename": f"{user.mark}{unique[:8]}.pdf",
            "bytes_len": 1000,
            "mime": "application/pdf",
            "sha256": unique + unique,
            "ocr": False,
        },
    }
    return contents.get(call)


def changed(content: dict[str, Any] | None, changes: Mapping[str, object]) -> dict[str, Any] | None:
    """The content with other words. Where a text belongs, a value stays a text; elsewhere `"5"` with quotes is one."""
    if content is None and not changes:
        return None
    merged = dict(content or {})
    for word, value in changes.items():
        merged[word] = value if isinstance(merged.get(word), str) else _read(value)
    return {word: value for word, value in merged.items() if value != LEFT_OUT}


def _read(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


@step("Call the API", "{call}", saw=lambda reply: reply.answer.status_code)
def make(
    user: Person,
    call: str,
    changes: Mapping[str, object],
    ids: Mapping[str, str],
    headers: Mapping[str, str],
    query: str = "",
) -> Reply:
    """Make a call that is valid but for the changes."""
    here = user.environment
    needs(here, call)
    content = changed(valid_content(user, call), changes)
    body = None if content is None else in_own_words(content, here.sends.get(call, {}))
    path = here.paths.of(call, **ids) + (f"?{query}" if query else "")
    at = time.time()
    return Reply(user, call, user.http.request(METHODS[call], path, json=body, headers=dict(headers)), at)


@step("Send what no client sends", "{kind}", saw=lambda reply: reply.answer.status_code)
def make_strange(user: Person, kind: str) -> Reply:
    method, where, headers, body = STRANGE[kind]
    call, _, query = where.partition("?")
    path = call if call.startswith("/") else user.environment.paths.of(call)
    at, url = time.time(), path + (f"?{query}" if query else "")
    return Reply(user, kind, user.http.request(method, url, headers=dict(headers), content=body.encode() or None), at)
