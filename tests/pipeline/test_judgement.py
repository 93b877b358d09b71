"""The pure functions with which the worker and the API decide."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.api.chat import NOTHING_FOUND, grounded, prompt
from pipeline.api.jobs import progress
from pipeline.api.schemas import Passage
from pipeline.api.tokens import hash_password, issue_access_token, password_matches, read_access_token
from pipeline.database.pool import decode_vector, encode_vector
from pipeline.providers import usable
from pipeline.stages import STAGES
from pipeline.worker.failures import Failure, Permanent, Transient, backoff
from pipeline.worker.fidelity import marks_in, speaks_of, speaks_of_one
from pipeline.worker.parser import read_result
from pipeline.worker.sdks import retry_after_of
from pipeline.worker.stages.parsed import check_text
from pipeline.worker.stages.queued import check_pdf
from pipeline.worker.units import UNITS
from pipeline.worker.worker import explain

SECRET = "a secret of at least thirty-two bytes for HS256"


@given(st.floats(0.01, 10), st.integers(0, 6))
def test_a_retry_waits_twice_as_long_each_time_plus_jitter(base: float, retries: int) -> None:
    random.seed(retries)
    assert base * 2**retries <= backoff(base, retries) <= base * 2**retries * 1.25


def test_a_retry_never_comes_sooner_than_the_provider_asked() -> None:
    assert backoff(0.1, 0, retry_after=7) == 7
    assert backoff(10, 0, retry_after=7) >= 10


@pytest.mark.parametrize("asked", [1e15, float("inf"), float("nan"), -5.0])
def test_no_provider_can_delay_a_retry_by_more_than_an_hour(asked: float) -> None:
    assert 0.1 <= backoff(0.1, 0, retry_after=asked) <= 3600


def test_the_worker_has_a_unit_for_each_of_the_nine_stages() -> None:
    assert tuple(UNITS) == STAGES
    assert len(STAGES) == 9


def test_progress_grows_with_every_stage_and_reaches_100_only_at_the_end() -> None:
    totals = [progress(stage, "working", 0).total_pct for stage in STAGES]
    assert totals == sorted(set(totals))
    assert totals[0] == 0
    assert totals[-1] == 99
    assert progress("embedded", "done", 100).total_pct == 100


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (b"MZ" + b"\0" * 100, b"%%EOF", "not_a_pdf"),
        (b"", b"", "not_a_pdf"),
        (b"%PDF-1.7 ...", b"stream without an end", "pdf_truncated"),
    ],
)
def test_bytes_that_are_not_a_whole_pdf_are_refused_with_a_code(first: bytes, last: bytes, code: str) -> None:
    with pytest.raises(Permanent) as refused:
        check_pdf(first, last)
    assert refused.value.code == code


def test_a_pdf_may_have_a_few_foreign_bytes_before_and_after_it() -> None:
    check_pdf(b"\xef\xbb\xbf\n%PDF-1.4", b"%%EOF\r\n\r\n")


@pytest.mark.parametrize(
    ("text", "code"), [("", "no_text"), ("  \n --- \n", "no_text"), ("\x00\x01\ufffd" * 20 + "ab", "unreadable_text")]
)
def test_unreadable_text_is_refused(text: str, code: str) -> None:
    with pytest.raises(Permanent) as refused:
        check_text(text, ocr=False)
    assert refused.value.code == code


def test_text_in_any_language_is_accepted() -> None:
    check_text("Übergrößenträger — дом 漢字 مرحبا", ocr=False)


def _completed(*pages: tuple[int, object]) -> dict[str, Any]:
    found = [{"page_number": number, "markdown": text} for number, text in pages]
    return {"status": "COMPLETED", "markdown": {"pages": found}, "user_metadata": {"document_id": "d"}}


def test_a_complete_answer_is_read_in_page_order() -> None:
    parsed = read_result(_completed((2, "two"), (1, "one"), (3, " ")))
    assert parsed is not None
    assert (parsed.text, parsed.document_id, parsed.failure) == ("one\n\ntwo", "d", None)


@pytest.mark.parametrize(
    "result",
    [
        _completed((1, "one"), (3, "three")),
        _completed((1, "one"), (1, "one")),
        _completed((1, None)),
        {"status": "COMPLETED", "markdown": {"pages": "?"}},
        {"status": "COMPLETED", "markdown": {"pages": [3]}},
        {"status": "COMPLETED", "markdown": {}},
    ],
)
def test_an_answer_with_missing_pages_is_retried(result: dict[str, Any]) -> None:
    parsed = read_result(result)
    assert parsed is not None
    assert isinstance(parsed.failure, Transient)
    assert parsed.failure.code == "parse_incomplete"


@pytest.mark.parametrize("result", [{"status": "PENDING"}, {"status": "RUNNING"}, {"status": "COMPLETED"}, {}])
def test_an_unfinished_answer_is_waited_for(result: dict[str, Any]) -> None:
    assert read_result(result) is None


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        ("PDF_ENCRYPTED: needs a password", Permanent, "pdf_encrypted"),
        ("PDF_DAMAGED: no pages", Permanent, "pdf_damaged"),
        ("SOURCE_UNREADABLE: 404", Transient, "parse_failed"),
        ("", Transient, "parse_failed"),
    ],
)
def test_the_parser_s_error_decides_whether_to_retry(error: str, kind: type[Failure], code: str) -> None:
    parsed = read_result({"status": "FAILED", "error_message": error})
    assert parsed is not None
    assert isinstance(parsed.failure, kind)
    assert parsed.failure.code == code


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1, max_size=50))
def test_a_vector_survives_encoding_and_decoding(values: list[float]) -> None:
    assert decode_vector(encode_vector(values)) == values


@pytest.mark.parametrize("vector", [[1.0], [0.0, 0.0], [float("nan"), 1.0], [float("inf"), 1.0], "12", None])
def test_a_vector_with_wrong_length_or_values_is_not_usable(vector: object) -> None:
    assert usable([0.5, 0.5], 2)
    assert not usable(vector, 2)


def _passage(text: str) -> Passage:
    return Passage(chunk_id=uuid4(), document_id=uuid4(), filename="f.pdf", chunk_ord=0, text=text, score=0.9)


def test_only_cited_passages_become_sources_in_the_order_of_citation() -> None:
    passages = [_passage(text) for text in ("a", "b", "c")]
    assert grounded("It is c [3]. Also a [1], and c again [3].", passages) == (
        "It is c [1]. Also a [2], and c again [1].",
        [passages[2], passages[0]],
    )


@pytest.mark.parametrize("answer", ["", "I could not find that in the documents.", "Trust me.", "See [9]."])
def test_an_answer_without_a_valid_source_is_replaced(answer: str) -> None:
    assert grounded(answer, [_passage("a")]) == (NOTHING_FOUND, [])


def test_the_prompt_numbers_its_passages_from_one() -> None:
    messages = prompt("Why?", [_passage("first"), _passage("second")], [{"role": "user", "content": "before"}])
    assert [m["role"] for m in messages] == ["system", "user", "user"]
    assert messages[-1]["content"] == "Context:\n[1] first\n\n[2] second\n\nQuestion: Why?"


def test_a_password_matches_only_its_own_hash() -> None:
    stored = hash_password("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert password_matches("correct horse battery", stored)
    assert not password_matches("correct horse batterY", stored)
    assert not password_matches("correct horse battery", None)
    assert not password_matches("correct horse battery", "not a hash")


def test_an_access_token_is_read_back_and_refused_if_anything_is_wrong_with_it() -> None:
    user, session = uuid4(), uuid4()
    token = issue_access_token(SECRET, user, session, "a@b.c", 60)
    claims = read_access_token(SECRET, token)
    assert claims is not None
    assert (claims.user_id, claims.session_id, claims.email) == (user, session, "a@b.c")
    assert read_access_token(SECRET + "!", token) is None
    assert read_access_token(SECRET, issue_access_token(SECRET, user, session, "a@b.c", -1)) is None
    assert read_access_token(SECRET, token[:-2]) is None
    assert read_access_token(SECRET, "") is None
    unsigned = "eyJhbGciOiJub25lIn0." + token.split(".")[1] + "."
    assert read_access_token(SECRET, unsigned) is None


def test_an_unexpected_exception_is_retried_and_its_text_is_not_shown() -> None:
    failure = explain(RuntimeError("the text of a user's document"))
    assert isinstance(failure, Transient)
    assert "document" not in failure.message


def test_marks_distinguish_a_document_s_text_from_another_s() -> None:
    own = "The policy number of Fuzakano on page 1 is H-7368886. The deductible falls due in September."
    other = "The policy number of Sefamovu on page 1 is E-5251516. The deductible falls due in November."
    marks = marks_in(own)
    assert speaks_of(marks, own.upper())
    assert speaks_of(marks, own.replace("Fuzakano", "Fuzak ano"))  # a parser may misread a word
    assert not speaks_of(marks, other)
    assert not speaks_of(marks, "")
    assert speaks_of([], other)


def test_a_text_is_attributed_to_one_of_several_documents_only_by_enough_marks() -> None:
    text = "The policy number of Sefamovu on page 1 is E-5251516. The deductible falls due in November."
    another, little = marks_in("Premium 8812 of Bagotelu, insured since September."), marks_in("1 page")
    assert speaks_of_one([another, marks_in(text)], text)
    assert not speaks_of_one([another], text)
    assert not speaks_of_one([little, []], text)  # nothing contradicts these, but nothing supports them either
    assert not speaks_of_one([], text)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0.5", 0.5), ("soon", None), (None, None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_retry_after_is_read_in_seconds_or_as_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_of(_refused(header)) == seconds


def test_a_date_in_retry_after_becomes_the_seconds_until_then() -> None:
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=60)
    asked = retry_after_of(_refused(format_datetime(at, usegmt=True)))
    assert asked is not None
    assert (at - datetime.now(UTC)).total_seconds() <= asked <= 60


def _refused(retry_after: str | None) -> httpx.HTTPStatusError:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    request = httpx.Request("POST", "http://provider")
    return httpx.HTTPStatusError("refused", request=request, response=httpx.Response(429, headers=headers))
