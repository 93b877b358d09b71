"""Changed data: each test makes a figure of the experiment wrong on purpose, and the figure must show it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from keywords.contract.people import Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.model import Evidence
from keywords.evidence.recorder import Recorder
from keywords.experiments.failures import tampering
from keywords.faults.corruption import DIGITS
from keywords.history.judging import Chunk, Event, History, Kind, Population, Records, Violation
from keywords.running.catalogue import Catalogue

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DOCUMENT = generate("changed", pages=2)
ONE, TWO = (Uploaded(DOCUMENT, f"j{n}", f"d{n}", "u", NOW) for n in (1, 2))
TEXT = " ".join(fact.sentence for fact in DOCUMENT.facts)
DECLARED = Catalogue.of([tampering])["data changed behind the pipeline's back"].observes


@pytest.fixture(autouse=True)
def record() -> Iterator[Evidence]:
    with Recorder().experiment("x", {}, DECLARED) as found:
        yield found


def seen(record: Evidence) -> dict[str, tuple[Any, int]]:
    return {one.name: (one.value, one.population) for one in record.observations}


def failure(
    stage: str, code: str | None = "changed", message: str = "It is another one.", kind: str = "error", **more: Any
) -> Event:
    return Event("e", "j1", "d1", NOW, kind, stage, code=code, message=message, **more)


def chunk(text: str, sha: str | None = None, *, buffered: bool = False) -> Chunk:
    return Chunk("c", "d1", 0, text, sha or sha256(text.encode()).hexdigest(), buffered=buffered)


@pytest.mark.parametrize(
    ("event", "detected", "explained"),
    [
        (failure("parsed"), 100, 100),
        (failure("chunking"), 100, 100),
        (failure("chunking", message="changed"), 100, 0),
        (failure("chunking", code=None), 0, 0),
        (failure("embedding"), 0, 0),  # too late: its chunks were made from it
        (failure("parsed", taken_over_by="w2"), 0, 0),  # a lost worker says nothing about the text
    ],
)
def test_a_change_counts_as_detected_only_where_the_object_is_read(
    record: Evidence, event: Event, detected: float, explained: float
) -> None:
    tampering.observe_detection(Records(events=[event]), {"parsed text": ONE})
    found = seen(record)
    assert found["changed objects detected"] == (detected, 1)
    assert found["changes explained in a sentence"] == (explained, detected // 100)


@pytest.mark.parametrize(
    ("event", "detected"),
    [
        (failure("queued", kind="finalized"), 100),
        (failure("queued"), 0),  # it was retried, and then believed
        (failure("embedding", kind="finalized"), 0),
        (failure("queued", code=None, kind="finalized"), 0),
    ],
)
def test_a_changed_upload_must_end_where_it_is_read(record: Evidence, event: Event, detected: float) -> None:
    tampering.observe_detection(Records(events=[event]), {"new upload": ONE})
    assert seen(record)["changed objects detected"] == (detected, 1)


def test_planted_facts_must_be_in_chunks_that_search_finds(record: Evidence) -> None:
    half = DOCUMENT.facts[0].sentence
    tampering.observe_chunks(Records(chunks=[chunk(half), chunk(TEXT, buffered=True)]), [ONE])
    assert seen(record) == {"facts in the chunks": (50, 2), "chunks with a wrong hash": (0, 1)}


def test_a_chunk_with_changed_digits_shows_in_both_figures(record: Evidence) -> None:
    changed = TEXT.encode().translate(DIGITS).decode()
    tampering.observe_chunks(Records(chunks=[chunk(changed, sha256(TEXT.encode()).hexdigest())]), [ONE])
    assert seen(record) == {"facts in the chunks": (0, 2), "chunks with a wrong hash": (1, 1)}


REPEATED = Violation(Kind.STAGE_REPEATED, "j1", "d1", "again")


@pytest.mark.parametrize(
    ("violations", "visible", "left"),
    [
        ((REPEATED,), 1, 0),
        ((), 0, 0),  # the history does not show it
        ((REPEATED, Violation(Kind.STAGE_REPEATED, "j2", "d2", "again")), 1, 1),  # no one reset that job
        ((REPEATED, Violation(Kind.CHUNK_TWICE, "j1", "d1", "twice")), 1, 1),
    ],
)
def test_only_the_job_that_was_reset_may_repeat_stages(
    record: Evidence, violations: tuple[Violation, ...], visible: int, left: int
) -> None:
    tampering.observe_reset(History(violations, Population(2, 2, 9, 4, 4, 4)), ONE, [ONE, TWO])
    expected = {"reset stages visible in the history": (visible, 1), "history violations": (left, 2)}
    assert seen(record) == expected
