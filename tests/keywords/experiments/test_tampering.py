"""Changed data: each change is undone by doing it again, and what the experiment says of it can be wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from keywords.running.registry import known

from keywords.basics.errors import TestBedError
from keywords.contract.people import Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.model import Evidence
from keywords.evidence.recorder import recorder
from keywords.experiments.failures import tampering
from keywords.faults import corruption
from keywords.faults.corruption import CHANGES, DIGITS, turned
from keywords.history.judging import Chunk, Event, History, Kind, Population, Records, Violation

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DOCUMENT = generate("changed", pages=2)
ONE = Uploaded(DOCUMENT, "j1", "d1", "u", NOW)
TEXT = " ".join(fact.sentence for fact in DOCUMENT.facts)
DECLARED = known()["data changed behind the pipeline's back"].observes


@pytest.fixture(autouse=True)
def record() -> Iterator[Evidence]:
    with recorder.experiment("x", {}) as found:
        yield found


def seen(record: Evidence) -> dict[str, tuple[Any, int]]:
    assert {one.name: one.unit for one in record.observations}.items() <= DECLARED.items()
    return {one.name: (one.value, one.population) for one in record.observations}


def failure(
    stage: str, code: str | None = "changed", message: str = "It is another one.", kind: str = "error", **more: Any
) -> Event:
    return Event("e", "j1", "d1", NOW, kind, stage, code=code, message=message, **more)


def chunk(text: str, sha: str | None = None, *, buffered: bool = False) -> Chunk:
    return Chunk("c", "d1", 0, text, sha or sha256(text.encode()).hexdigest(), buffered=buffered)


@pytest.mark.parametrize(
    ("event", "noticed", "told"),
    [
        (failure("parsed"), 100, 100),
        (failure("chunking"), 100, 100),
        (failure("chunking", message="changed"), 100, 0),
        (failure("chunking", code=None), 0, 0),
        (failure("embedding"), 0, 0),  # too late: its chunks were made of it
        (failure("parsed", taken_over_by="w2"), 0, 0),  # a lost worker tells nothing of the text
    ],
)
def test_a_change_is_noticed_where_the_object_is_read(
    record: Evidence, event: Event, noticed: float, told: float
) -> None:
    tampering.noticed_in(Records(events=[event]), {"parsed text": ONE})
    found = seen(record)
    assert found["changed objects detected"] == (noticed, 1)
    assert found["changes explained in a sentence"] == (told, noticed // 100)


@pytest.mark.parametrize(
    ("event", "noticed"),
    [
        (failure("queued", kind="finalized"), 100),
        (failure("queued"), 0),  # it was tried again, and then believed
        (failure("embedding", kind="finalized"), 0),
        (failure("queued", code=None, kind="finalized"), 0),
    ],
)
def test_a_changed_upload_has_to_end_where_it_is_read(record: Evidence, event: Event, noticed: float) -> None:
    tampering.noticed_in(Records(events=[event]), {"new upload": ONE})
    assert seen(record)["changed objects detected"] == (noticed, 1)


def test_what_was_planted_has_to_be_in_chunks_that_are_found(record: Evidence) -> None:
    half = DOCUMENT.facts[0].sentence
    tampering.chunks_of(Records(chunks=[chunk(half), chunk(TEXT, buffered=True)]), [ONE])
    assert seen(record) == {"facts in the chunks": (50, 2), "chunks with a wrong hash": (0, 1)}


def test_a_chunk_whose_digits_were_turned_is_seen_twice_over(record: Evidence) -> None:
    changed = TEXT.encode().translate(DIGITS).decode()
    tampering.chunks_of(Records(chunks=[chunk(changed, sha256(TEXT.encode()).hexdigest())]), [ONE])
    assert seen(record) == {"facts in the chunks": (0, 2), "chunks with a wrong hash": (1, 1)}


REPEATED = Violation(Kind.STAGE_REPEATED, "j1", "d1", "again")


@pytest.mark.parametrize(
    ("violations", "told", "left"),
    [
        ((REPEATED,), 1, 0),
        ((), 0, 0),  # the history has not noticed
        ((REPEATED, Violation(Kind.STAGE_REPEATED, "j2", "d2", "again")), 1, 1),  # nobody put that one back
        ((REPEATED, Violation(Kind.CHUNK_TWICE, "j1", "d1", "twice")), 1, 1),
    ],
)
def test_only_the_stages_of_the_job_that_was_put_back_may_be_told_twice(
    record: Evidence, violations: tuple[Violation, ...], told: int, left: int
) -> None:
    tampering.history_of(History(violations, Population(2, 2, 9, 4, 4, 4)), ONE)
    expected = {"reset stages visible in the history": (told, 1), "history violations": (left, 2)}
    assert seen(record) == expected


class Shelf:
    """A backend whose storage holds one object, at a server of its own."""

    def __init__(self, url: str = "http://127.0.0.1:9") -> None:
        self.url = url

    def address(self, _service: str) -> str:
        return self.url

    def secret(self, name: str) -> str:
        return {"DATABASE_URL": "postgresql://127.0.0.1:9/nowhere"}.get(name, "key")

    def members(self, _target: str) -> list[Any]:
        return []

    def data(self, _service: str) -> Any:
        return None


def test_turning_the_digits_twice_gives_what_was() -> None:
    content = b"Policy B-2718281 of page 3 is worth 9,050 EUR."
    assert content.translate(DIGITS) == b"Policy B-7281718 of page 6 is worth 0,949 EUR."
    assert content.translate(DIGITS).translate(DIGITS) == content


def test_a_row_is_only_put_back_when_text_and_hash_differ() -> None:
    change = turned("text")
    assert change.heal.startswith(change.strike)
    assert "chunk_sha <>" in change.heal.removeprefix(change.strike)
    assert all("%(document_id)s" in change.strike for change in CHANGES.values())


@pytest.mark.parametrize("target", ["storage", "postgres"])
def test_what_cannot_be_reached_is_trouble_of_the_test_bed(target: str) -> None:
    how = {"object": "raw/u/d/original.pdf", "sha256": "", "change": "text", "document_id": "d"}
    backend: Any = Shelf()
    for act in (corruption.corrupt, corruption.restore):
        with pytest.raises(TestBedError, match="cannot be written to"):
            act(backend, target, how)
