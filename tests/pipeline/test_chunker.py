"""Cutting text is deterministic, keeps order and every word, makes no empty chunk, and keeps small tables whole."""

import re
from itertools import count, islice, pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.worker.chunker import cut

DOCUMENT = UUID("00000000-0000-4000-8000-000000000001")
OTHER = UUID("00000000-0000-4000-8000-000000000002")

words = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=12)
sentences = st.lists(words, min_size=1, max_size=15).map(" ".join)
blocks = st.one_of(sentences, sentences.map("# {}".format), sentences.map("- {}".format), st.just("---"))
documents = st.lists(blocks, max_size=40).map("\n\n".join)


@given(documents)
def test_every_word_is_in_a_chunk_and_chunks_follow_the_text(text: str) -> None:
    chunks = cut(DOCUMENT, text, characters=200, overlap=40)
    assert [c.ord for c in chunks] == list(range(len(chunks)))
    together = " ".join(c.text for c in chunks)
    assert set(re.findall(r"\w+", text)) <= set(re.findall(r"\w+", together))
    places = [text.find(c.text) for c in chunks]
    assert all(place >= 0 for place in places)


@given(documents)
def test_a_chunk_has_words_and_is_not_too_long(text: str) -> None:
    for chunk in cut(DOCUMENT, text, characters=200, overlap=40):
        assert re.search(r"\w", chunk.text)
        assert len(chunk.text) <= 200


@given(documents)
def test_the_same_text_is_cut_the_same_way_and_ids_differ_by_document(text: str) -> None:
    once, again = (cut(DOCUMENT, text, 200, 40) for _ in range(2))
    assert once == again
    ids = {c.chunk_id for c in once}
    assert len(ids) == len(once)
    assert ids.isdisjoint(c.chunk_id for c in cut(OTHER, text, 200, 40))


def test_neighbours_overlap_so_that_a_sentence_at_the_border_is_whole_in_one() -> None:
    text = " ".join(f"Sentence number {n} stands here." for n in range(60))
    chunks = cut(DOCUMENT, text, characters=300, overlap=60)
    for n in range(60):
        assert any(f"Sentence number {n} stands here." in c.text for c in chunks)
    assert all(30 <= shared(a.text, b.text) <= 60 for a, b in pairwise(chunks))


def shared(one: str, following: str) -> int:
    """How many characters a chunk repeats of the end of the one before it."""
    return next((length for length in range(len(one), 0, -1) if following.startswith(one[-length:])), 0)


def prose(sentences_in_a_paragraph: int) -> str:
    sentence = (f"Sentence {n} tells what clause {n * 7919 % 1000} means." for n in count())
    return "\n\n".join(" ".join(islice(sentence, sentences_in_a_paragraph)) for _ in range(30))


@pytest.mark.parametrize("sentences_in_a_paragraph", [1, 4, 12, 60])
def test_neighbours_overlap_by_what_is_asked_however_long_the_paragraphs_are(sentences_in_a_paragraph: int) -> None:
    chunks = cut(DOCUMENT, prose(sentences_in_a_paragraph), characters=600, overlap=100)
    assert len(chunks) > 1
    # Two line ends between paragraphs count in the text, and not for either chunk.
    assert all(48 <= shared(a.text, b.text) <= 100 for a, b in pairwise(chunks))
    assert all(len(chunk.text) <= 600 for chunk in chunks)


def test_text_without_spaces_overlaps_in_full() -> None:
    chunks = cut(DOCUMENT, "".join(chr(0x4E00 + n * 7919 % 9000) for n in range(2000)), characters=300, overlap=50)
    assert {shared(a.text, b.text) for a, b in pairwise(chunks)} == {50}


def test_without_an_overlap_nothing_is_in_two_chunks() -> None:
    text = prose(12)
    assert "".join("".join(c.text for c in cut(DOCUMENT, text, 600, 0)).split()) == "".join(text.split())


def test_an_overlap_begins_with_a_row_of_a_table() -> None:
    rows = [f"| person {n} | {n * 7919 % 1000} EUR | due in May |" for n in range(60)]
    table = "| name | premium | due |\n|---|---|---|\n" + "\n".join(rows)
    assert all(c.text.startswith("| ") for c in cut(DOCUMENT, table, characters=500, overlap=100))


def test_a_table_that_fits_stays_in_one_chunk() -> None:
    table = "| name | premium |\n|---|---|\n" + "\n".join(f"| person {n} | {n} EUR |" for n in range(12))
    text = "word " * 150 + "\n\n" + table + "\n\n" + "word " * 150
    assert sum(table in chunk.text for chunk in cut(DOCUMENT, text, characters=800, overlap=100)) >= 1


def test_text_without_words_yields_nothing() -> None:
    assert cut(DOCUMENT, "\n\n---\n\n***\n", 200, 40) == []
