"""Calls that are valid but for one thing, and what an answer shows of the inside of a pipeline."""

import httpx
import pytest

from keywords.contract.calls import INTERNALS, LEFT_OUT, STRANGE, Reply, changed

VALID = {"filename": "a.pdf", "bytes_len": 1000, "ocr": False, "conversation_id": None}


@pytest.mark.parametrize(
    ("word", "value", "sent"),
    [
        ("bytes_len", "0", 0),
        ("bytes_len", "1000.5", 1000.5),
        ("bytes_len", '"1000"', "1000"),
        ("bytes_len", "many", "many"),
        ("filename", "1" * 64, "1" * 64),  # a text stays one, also if it looks like a number
        ("filename", "", ""),
        ("ocr", "true", True),
        ("conversation_id", "the first one", "the first one"),
        ("another", "[1]", [1]),
        ("bytes_len", 7, 7),
    ],
)
def test_one_word_is_changed_and_the_others_stay(word: str, value: object, sent: object) -> None:
    assert changed(VALID, {word: value}) == {**VALID, word: sent}
    assert VALID["bytes_len"] == 1000


def test_a_word_can_be_left_out() -> None:
    assert changed(VALID, {"filename": LEFT_OUT}) == {key: VALID[key] for key in VALID if key != "filename"}


def test_a_call_without_content_sends_none_unless_something_is_changed() -> None:
    assert changed(None, {}) is None
    assert changed(None, {"k": "1"}) == {"k": 1}


@pytest.mark.parametrize(
    "said", ['File "/srv/app.py", line 3', "asyncpg.exceptions", "relation upload_pipeline.events"]
)
def test_what_is_internal_is_noticed(said: str) -> None:
    assert reply(said).internals


def test_a_sentence_for_people_shows_nothing_internal() -> None:
    assert reply('{"error": {"message": "body.k: Input should be greater than or equal to 1"}}').internals == []
    assert all(word for word in INTERNALS)


def test_strange_calls_say_where_they_go() -> None:
    for method, where, _headers, _body in STRANGE.values():
        assert method in ("GET", "POST", "PUT")
        assert where


def reply(text: str) -> Reply:
    return Reply(None, "search", httpx.Response(422, text=text), 0)  # type: ignore[arg-type]
