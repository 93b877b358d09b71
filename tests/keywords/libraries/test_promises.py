"""The cases of promises about chunks, passages, events and live messages: what is good passes, what is bad fails."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from keywords.basics.errors import Absent
from keywords.contract.answers import Answer
from keywords.contract.chunk_rows import StoredChunk
from keywords.evidence.model import Case
from keywords.experiments.interfaces.live_status import delivered
from keywords.history.records import ERROR, FINALIZED, STAGE_DONE, STARTED, Event
from keywords.libraries.chunks import continuing, of_agreed_size, overlapping, whole_tables
from keywords.libraries.events import fits
from keywords.libraries.live_status import as_recorded
from keywords.libraries.parsing import cells_of
from keywords.libraries.search import as_stored, ranked

TEXT = "one two three four five six seven eight nine ten eleven twelve"
TABLE = "| a | b |\n|---|---|\n| 1 | 2 |"


def chunks(*texts: str, characters: int = 24, overlap: int = 8) -> list[StoredChunk]:
    how = {"characters": characters, "overlap": overlap}
    return [StoredChunk(f"c{n}", "d", n, text, "", how, "m", 2, (1.0, float(n))) for n, text in enumerate(texts)]


GOOD = chunks("one two three four", "four five six seven", "seven eight nine ten", "ten eleven twelve", overlap=5)


def verdicts(cases: Sequence[Case]) -> list[bool]:
    return [case.ok for case in cases]


def test_chunks_that_overlap_by_at_least_half_and_at_most_all_are_good() -> None:
    assert verdicts(overlapping(TEXT, GOOD)) == [True, True, True]
    longer = chunks(*(chunk.text for chunk in GOOD), overlap=12)
    assert verdicts(overlapping(TEXT, longer)) == [False, False, False], "too short"
    shorter = chunks(*(chunk.text for chunk in GOOD), overlap=3)
    assert verdicts(overlapping(TEXT, shorter)) == [False, False, True], "too long, but for ten"
    assert verdicts(overlapping(TEXT, chunks("one two", "three four"))) == [False], "none"
    assert verdicts(overlapping(TEXT, chunks("one two", "foreign words"))) == [False]


def test_parameters_without_an_overlap_are_inconclusive() -> None:
    with pytest.raises(Absent, match="name no overlap"):
        overlapping(TEXT, [replace(chunk, parameters={}) for chunk in GOOD])


def test_chunks_continue_the_text_if_no_word_is_lost() -> None:
    assert all(verdicts(continuing(TEXT, GOOD)))
    assert verdicts(continuing(TEXT, GOOD[1:])) == [True, True, False, True]
    assert verdicts(continuing(TEXT, GOOD[:-1])) == [True, True, True, False]
    assert verdicts(continuing(TEXT, [GOOD[0], *GOOD[2:]])) == [False, True, True, True]
    assert continuing(TEXT, []) == []


def test_chunks_are_not_too_long_and_not_too_many() -> None:
    assert all(verdicts(of_agreed_size(TEXT, GOOD)))
    long = chunks("x" * 25)
    assert verdicts(of_agreed_size("x" * 25, long)) == [False, True]
    many = chunks(*TEXT.split(), characters=60)
    assert verdicts(of_agreed_size(TEXT, many))[-1] is False


def test_a_table_is_whole_in_one_chunk_unless_it_does_not_fit() -> None:
    text = f"before\n\n{TABLE}\n\nbehind"
    sizes = {"characters": 60, "overlap": 10}
    assert verdicts(whole_tables(text, chunks(f"before\n{TABLE}", "behind", **sizes), {})) == [True]
    assert verdicts(whole_tables(text, chunks("before | a | b |", "|---|---| | 1 | 2 |", **sizes), {})) == [False]
    assert whole_tables(text, chunks("before", characters=20, overlap=10), {}) == []


def test_passages_are_ranked_by_the_cosines() -> None:
    near = {"c0": 1.0, "c1": 0.7, "c2": 0.4}
    found = [{"chunk_id": key, "score": score} for key, score in near.items()]
    assert verdicts(ranked(GOOD[0], near, found)) == [True, True, True]
    assert verdicts(ranked(GOOD[0], near, [found[1], found[0], found[2]])) == [False, False, True], "another order"
    assert verdicts(ranked(GOOD[0], near, found[:2])) == [True, True, False], "one is missing"
    halved = [{"chunk_id": key, "score": score / 2} for key, score in near.items()]
    assert verdicts(ranked(GOOD[0], near, halved)) == [False, False, False], "another measure"
    tied = {"c0": 1.0, "c1": 0.5, "c2": 0.5}
    turned = [{"chunk_id": key, "score": tied[key]} for key in ("c0", "c2", "c1")]
    assert all(verdicts(ranked(GOOD[0], tied, turned)))


def test_a_passage_is_as_stored_in_every_word() -> None:
    row = GOOD[0]
    passage = {"chunk_id": "c0", "document_id": "d", "filename": "f", "chunk_ord": 0, "text": row.text}
    assert as_stored(passage, row, "f").ok
    for change in ({"document_id": "e"}, {"filename": "g"}, {"chunk_ord": 1}, {"text": "one"}):
        assert not as_stored({**passage, **change}, row, "f").ok
    assert not as_stored(passage, None, "f").ok


def event(number: int, kind: str, stage: str = "parsed", **more: str) -> Event:
    return Event(str(number), "j", "d", datetime.now(UTC), kind, stage, **more)  # type: ignore[arg-type]


def message(**changes: object) -> Answer:
    words = {"cursor": 7, "type": "stage", "job_id": "j", "document_id": "d", "stage": "parsed", "code": None}
    return Answer({**words, "state": "working", **changes}, {})


def test_a_message_says_what_its_event_says() -> None:
    assert as_recorded(message(), event(7, STARTED)).ok
    for change in ({"stage": "parsing"}, {"job_id": "k"}, {"document_id": "e"}, {"code": "no_text"}, {"type": "retry"}):
        assert not as_recorded(message(**change), event(7, STARTED)).ok
    assert not as_recorded(message(), None).ok


def test_the_last_message_says_the_state() -> None:
    end = event(7, FINALIZED, state="done")
    assert as_recorded(message(type=FINALIZED, state="done"), end).ok
    assert not as_recorded(message(type=FINALIZED, state="working"), end).ok


def test_messages_are_delivered_once_and_in_order() -> None:
    heard = [message(cursor=1), message(cursor=2)]
    assert all(verdicts(delivered(["1", "2"], heard)))
    assert not all(verdicts(delivered(["1", "2"], heard[:1])))
    assert not all(verdicts(delivered(["1", "2"], [*heard, heard[1]])))
    assert not all(verdicts(delivered(["1", "2"], heard[::-1])))
    assert not all(verdicts(delivered(["1"], heard)))


def test_a_severity_fits_its_event() -> None:
    assert fits(ERROR, "warning")
    assert fits(ERROR, "error")
    assert not fits(ERROR, "info")
    assert fits(STAGE_DONE, "info")
    assert not fits(STAGE_DONE, "error")


def test_the_cells_of_a_row() -> None:
    assert cells_of("| Bodo | 3 EUR | 5 May |") == ["Bodo", "3 EUR", "5 May"]
    assert cells_of("|---|---|") == ["---", "---"]
