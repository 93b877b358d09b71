"""Translates requests into the words of an environment, and its answers into the words of the contract."""

import re
from collections.abc import Mapping
from typing import Any

import httpx

from keywords.basics.errors import Absent
from keywords.environments.dialect import Words
from keywords.environments.environment import Environment

NOTHING = object()
VARYING = ("date", "content-length")  # headers that say nothing about the reason
_IDS = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
ACCEPTED = "accepted"


class Answer(dict[str, Any]):
    """An answer in the words of the contract. Reading a missing word raises an explanation, never a bare KeyError."""

    def __init__(self, content: Mapping[str, Any], missing: Mapping[str, Exception]) -> None:
        super().__init__(content)
        self._missing = dict(missing)

    def why_missing(self) -> Exception:
        """Why the first missing word is missing."""
        return next(iter(self._missing.values()))

    def omissions(self) -> list[str]:
        """Why each word is missing that the answer should contain according to the environment file."""
        own = [str(why) for why in self._missing.values() if not isinstance(why, Absent)]
        return own + [why for inner in self.values() if isinstance(inner, Answer) for why in inner.omissions()]

    def __missing__(self, word: str) -> Any:
        raise self._missing.get(word) or AssertionError(f"the contract's answer has no {word!r}; it has {list(self)}")


def in_contract_words(call: str, body: Any, words: Words, *, key: str = "") -> Answer:
    """The body of an answer in the words of the contract. `words` has the place of each in the body."""
    key = key or f"answers.{call}"
    if words.get("inside", ".") != ".":
        words, body = {**words, "inside": "."}, _beginning(call, body, words["inside"], key)
    content, missing = dict[str, Any](), dict[str, Exception]()
    for word, place in words.items():
        if word == "inside":
            continue
        where = f"{key}.{word}"
        if isinstance(place, dict):
            inner = in_contract_words(call, body, place, key=where)
            if inner:
                content[word] = inner if any(value is not None for value in inner.values()) else None
            else:
                missing[word] = inner.why_missing()
        elif not place:
            missing[word] = Absent(f"this environment does not report it: its file has nothing for {where}")
        elif (value := value_at(body, place)) is NOTHING:
            missing[word] = _not_there(call, place, where, body)
        else:
            content[word] = str(value) if word.endswith("_id") and value is not None else value  # ids may be numbers
    return Answer(content, missing)


def _beginning(call: str, body: Any, place: str, key: str) -> Any:
    inner = value_at(body, place)
    if inner is NOTHING:
        raise _not_there(call, place, f"{key}.inside", body)
    return inner


def _not_there(call: str, place: str, where: str, body: Any) -> Exception:
    has = sorted(body) if isinstance(body, dict) else type(body).__name__
    return AssertionError(
        f"the answer to {call!r} has nothing at {place!r}, where {where} of the environment file looks; it has {has}"
    )


def value_at(body: Any, place: str) -> Any:
    """The value at a dotted place of keys and list positions. '.' is the whole body, and below null is null."""
    for step in place.split(".") if place != "." else ():
        if body is None:
            return None
        if isinstance(body, dict) and step in body:
            body = body[step]
        elif isinstance(body, list) and step.isdigit() and int(step) < len(body):
            body = body[int(step)]
        else:
            return NOTHING
    return body


def list_of(call: str, body: Any, words: Words, of_one: Words, *, key: str, word: str = "list") -> list[Answer]:
    """The items of a list in an answer, each in the words of the contract."""
    items = in_contract_words(call, body, {word: words[word]})[word]
    if not isinstance(items, list):
        where = f"{words[word]!r}, where answers.{call}.{word} of the environment file looks"
        raise AssertionError(f"the answer to {call!r} has no list at {where}, but a {type(items).__name__}")
    of_one = {**of_one, "inside": "."}
    return [in_contract_words(call, item, of_one, key=key) for item in items]


def in_own_words(content: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The content to send, under the environment's names. Words without a name are left out."""
    body: dict[str, Any] = {}
    for word, value in content.items():
        place = words.get(word, word)
        if not place:
            continue
        *parents, last = place.split(".")
        inner = body
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[last] = value
    return body


def body_of(answer: httpx.Response) -> Any:
    """The JSON of an answer, or its text if it is not JSON."""
    if not answer.content or "json" not in answer.headers.get("content-type", ""):
        return answer.text
    try:
        return answer.json()
    except ValueError:
        raise AssertionError(f"the answer claims to be JSON, but is not: {answer.text[:300]}") from None


def outcome(environment: Environment, call: str, status: int) -> str:
    """What a status means as the answer to a call: `accepted`, a reason of refusal in the contract, or the status."""
    return ACCEPTED if status == environment.success.of(call) else reason(environment, status)


def reason(environment: Environment, status: int) -> str:
    """The reason of a refusal in the contract that this status stands for, or the status."""
    reasons = [reason for reason, known in environment.refusals.model_dump().items() if known == status]
    return reasons[0] if reasons else f"status {status}"


def wording(answer: httpx.Response) -> str:
    """All that an answer says but for what is new in every answer: its status, the names of its headers, its body.

    Two answers with the same wording tell their reader the same.
    """
    names = sorted(name for name in answer.headers if name not in VARYING)
    body = _IDS.sub("...", answer.text.replace(answer.headers.get("X-Correlation-ID") or "\0", "..."))
    return f"{answer.status_code} ({', '.join(names)}) {body}"


def correlation(answer: httpx.Response) -> dict[str, str]:
    """The id to find an answer by in the logs, for cases; empty if it has none."""
    found = answer.headers.get("X-Correlation-ID")
    return {"correlation": found} if found else {}


def expect(answer: httpx.Response, status: int, what: str) -> Any:
    """The body of an answer with this status. Otherwise the error has the answer, and the id to find in the logs."""
    if answer.status_code != status:
        correlation = answer.headers.get("X-Correlation-ID", "none")
        raise AssertionError(
            f"{what}: expected {status}, seen {answer.status_code} {answer.text[:300]} (correlation id {correlation})"
        )
    return body_of(answer)
