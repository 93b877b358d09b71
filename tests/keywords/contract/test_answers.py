"""Answers in the words of the contract, from any place in the body, with a reason if something is missing."""

from typing import Any

import httpx
import pytest

from keywords.basics.errors import Absent
from keywords.contract.answers import body_of, expect, in_contract_words, in_own_words, list_of, value_at, wording

WORDS = {
    "state": "info.status",
    "retry_count": "",
    "progress": {"total_pct": "percent"},
    "error": {"code": "error.code"},
}


def told(body: Any) -> Any:
    return in_contract_words("job", body, WORDS)


@pytest.mark.parametrize(
    ("body", "place", "found"),
    [
        ({"a": {"b": [1, {"c": 2}]}}, "a.b.1.c", 2),
        ([1, 2], ".", [1, 2]),
        ("all of it", ".", "all of it"),
        ({"a": None}, "a.b", None),
        ({"a.b": 1}, "a", ...),
        ([1], "1", ...),
        ("text", "a", ...),
    ],
)
def test_a_place_leads_into_json(body: Any, place: str, found: Any) -> None:
    if found is ...:
        with pytest.raises(AssertionError, match="has nothing at"):
            in_contract_words("me", body, {"user_id": place})["user_id"]
    else:
        assert value_at(body, place) == found


def test_an_answer_is_put_into_the_words_of_the_contract() -> None:
    assert told({"info": {"status": "ready"}, "percent": 5, "error": None}) == {
        "state": "ready",
        "progress": {"total_pct": 5},
        "error": None,
    }


def test_an_id_is_always_text() -> None:
    words = {"job_id": "id", "document_id": "paper", "chunks": "n"}
    assert in_contract_words("job", {"id": 7, "paper": None, "n": 3}, words) == {
        "job_id": "7",
        "document_id": None,
        "chunks": 3,
    }


def test_a_word_that_the_environment_lacks_is_inconclusive_and_its_key_named() -> None:
    with pytest.raises(Absent, match=r"nothing for answers\.job\.retry_count"):
        told({})["retry_count"]


@pytest.mark.parametrize(("word", "key"), [("state", "answers.job.state"), ("progress", "answers.job.progress.total")])
def test_a_missing_word_fails_and_its_key_is_named(word: str, key: str) -> None:
    with pytest.raises(AssertionError, match=f"{key}.* of the environment file looks; it has .'other'"):
        told({"other": 1})[word]


def test_an_unknown_word_fails_without_a_key_error() -> None:
    with pytest.raises(AssertionError, match="has no 'colour'"):
        told({"percent": 1})["colour"]
    assert told({"percent": 1}).get("state") is None


def test_a_record_may_begin_inside_and_stand_bare_in_a_list() -> None:
    words = {"inside": "data", "state": "status"}
    assert in_contract_words("job", {"data": {"status": "ready"}}, words) == {"state": "ready"}
    assert list_of("jobs", [{"status": "ready"}], {"list": "."}, words, key="answers.job") == [{"state": "ready"}]
    with pytest.raises(AssertionError, match=r"answers\.job\.inside"):
        in_contract_words("job", {}, words)
    with pytest.raises(AssertionError, match=r"no list at 'items', where answers\.jobs\.list .* but a str"):
        list_of("jobs", {"items": "none"}, {"list": "items"}, words, key="answers.job")


def test_requests_are_put_into_the_words_of_the_environment() -> None:
    words = {"filename": "paper.title", "bytes_len": "paper.size", "ocr": ""}
    sent = in_own_words({"filename": "a.pdf", "bytes_len": 7, "ocr": True, "more": 1}, words)
    assert sent == {"paper": {"title": "a.pdf", "size": 7}, "more": 1}


def test_a_body_is_read_by_its_content_type() -> None:
    assert body_of(httpx.Response(200, json={"a": 1})) == {"a": 1}
    assert body_of(httpx.Response(200, text='{"a": 1}')) == '{"a": 1}'
    assert body_of(httpx.Response(204)) == ""
    with pytest.raises(AssertionError, match="claims to be JSON, but is not"):
        body_of(httpx.Response(200, content=b"{", headers={"content-type": "application/json"}))


def test_an_unexpected_status_is_reported_with_its_correlation_id() -> None:
    answer = httpx.Response(500, text="oh", headers={"X-Correlation-ID": "c-7"})
    with pytest.raises(AssertionError, match=r"a search: expected 200, seen 500 oh \(correlation id c-7\)"):
        expect(answer, 200, "a search")


def test_every_missing_word_is_named() -> None:
    words = {"a": "a", "b": "b", "c": "", "inner": {"d": "inner.d", "e": "inner.e"}}
    told = in_contract_words("call", {"a": 1, "inner": {"d": 2}}, words)
    assert [what.split("'")[3] for what in told.omissions()] == ["b", "inner.e"]
    assert in_contract_words("call", {"a": 1, "b": 2, "inner": {"d": 2, "e": 3}}, words).omissions() == []


def refused(message: str, correlation: str, **headers: str) -> httpx.Response:
    body = {"error": {"message": message, "correlation_id": correlation}}
    return httpx.Response(404, json=body, headers={"X-Correlation-ID": correlation, **headers})


def test_two_answers_have_the_same_wording_if_only_ids_differ() -> None:
    one = refused("There is no 0b0c8f1e-8c43-4d3e-9d4f-0a1b2c3d4e5f.", "c-1", Date="today")
    other = refused("There is no 9a0c8f1e-8c43-4d3e-9d4f-0a1b2c3d4e5f.", "c-22")
    assert wording(one) == wording(other)


@pytest.mark.parametrize(
    "other",
    [
        refused("You have no such document.", "c-1"),
        refused("There is none.", "c-1", **{"Retry-After": "1"}),
        httpx.Response(403, json={"error": {"message": "There is none.", "correlation_id": ""}}),
    ],
)
def test_another_word_header_or_status_is_another_wording(other: httpx.Response) -> None:
    assert wording(refused("There is none.", "c-1")) != wording(other)
