"""Requests put into the words of an environment, and its answers put into those of the contract."""

from collections.abc import Mapping
from typing import Any

import httpx

from keywords.basics.errors import Absent
from keywords.environments.dialect import Words

NOTHING = object()


class Answer(dict[str, Any]):
    """An answer in the words of the contract. A word that is not there is explained, never a bare KeyError."""

    def __init__(self, found: Mapping[str, Any], missing: Mapping[str, Exception]) -> None:
        super().__init__(found)
        self._missing = dict(missing)

    def why_missing(self) -> Exception:
        """Why the first of the words that are not there is not there."""
        return next(iter(self._missing.values()))

    def untold(self) -> list[str]:
        """What should be there by the environment's file, and is not."""
        own = [str(why) for why in self._missing.values() if not isinstance(why, Absent)]
        return own + [what for inner in self.values() if isinstance(inner, Answer) for what in inner.untold()]

    def __missing__(self, word: str) -> Any:
        raise self._missing.get(word) or AssertionError(f"the contract's answer has no {word!r}; it has {list(self)}")


def in_contract_words(call: str, body: Any, words: Words, *, key: str = "") -> Answer:
    """What the environment's words say, wherever it stands in the body of an answer."""
    key = key or f"answers.{call}"
    if words.get("inside", ".") != ".":
        words, body = {**words, "inside": "."}, _beginning(call, body, words["inside"], key)
    found, missing = dict[str, Any](), dict[str, Exception]()
    for word, place in words.items():
        if word == "inside":
            continue
        where = f"{key}.{word}"
        if isinstance(place, dict):
            inner = in_contract_words(call, body, place, key=where)
            if inner:
                found[word] = inner if any(value is not None for value in inner.values()) else None
            else:
                missing[word] = inner.why_missing()
        elif not place:
            missing[word] = _told_nowhere(where)
        elif (value := at(body, place)) is NOTHING:
            missing[word] = _not_there(call, place, where, body)
        else:
            found[word] = str(value) if word.endswith("_id") and value is not None else value  # whatever its type is
    return Answer(found, missing)


def _beginning(call: str, body: Any, place: str, key: str) -> Any:
    inner = at(body, place)
    if inner is NOTHING:
        raise _not_there(call, place, f"{key}.inside", body)
    return inner


def _told_nowhere(where: str) -> Exception:
    return Absent(f"this environment does not tell it: its file has nothing for {where}")


def _not_there(call: str, place: str, where: str, body: Any) -> Exception:
    has = sorted(body) if isinstance(body, dict) else type(body).__name__
    return AssertionError(
        f"the answer to {call!r} has nothing at {place!r}, where {where} of the environment file looks; it has {has}"
    )


def at(body: Any, place: str) -> Any:
    """What stands at a dotted place: a key, or a number in a list; '.' is all of it, and below null there is null."""
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


def each(call: str, body: Any, words: Words, of_one: Words, *, key: str, word: str = "list") -> list[Answer]:
    """A list in an answer, each item in the words of the contract."""
    items = in_contract_words(call, body, {word: words[word]})[word]
    if not isinstance(items, list):
        raise AssertionError(
            f"the answer to {call!r} has no list at {words[word]!r}, where answers.{call}.{word} of the environment "
            f"file looks, but a {type(items).__name__}"
        )
    of_one = {**of_one, "inside": "."}
    return [in_contract_words(call, item, of_one, key=key) for item in items]


def in_own_words(content: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """What is to be sent, by the environment's names; what it has no name for is left out."""
    made: dict[str, Any] = {}
    for word, value in content.items():
        place = words.get(word, word)
        if not place:
            continue
        *folders, last = place.split(".")
        inner = made
        for folder in folders:
            inner = inner.setdefault(folder, {})
        inner[last] = value
    return made


def body_of(answer: httpx.Response) -> Any:
    """The JSON of an answer; of one that is none, its text."""
    if not answer.content or "json" not in answer.headers.get("content-type", ""):
        return answer.text
    try:
        return answer.json()
    except ValueError:
        raise AssertionError(f"an answer that says it is JSON is none: {answer.text[:300]}") from None


def expect(answer: httpx.Response, status: int, what: str) -> Any:
    """The body of an answer that has this status; else what was seen, and the id to look for in the logs."""
    if answer.status_code != status:
        correlation = answer.headers.get("X-Correlation-ID", "none")
        raise AssertionError(
            f"{what}: expected {status}, seen {answer.status_code} {answer.text[:300]} (correlation id {correlation})"
        )
    return body_of(answer)
