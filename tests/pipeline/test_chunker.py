"""Cutting text is deterministic, keeps order and every word, makes no empty chunk, and keeps small tables whole."""

import re
from itertools import pairwise
from uuid import UUID

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
    assert any(a.text[-20:] in b.text for a, b in pairwise(chunks))


def test_a_table_that_fits_stays_in_one_chunk() -> None:
    table = "| name | premium |\n|---|---|\n" + "\n".join(f"| person {n} | {n} EUR |" for n in range(12))
    text = "word " * 150 + "\n\n" + table + "\n\n" + "word " * 150
    assert sum(table in chunk.text for chunk in cut(DOCUMENT, text, characters=800, overlap=100)) >= 1


def test_text_without_words_yields_nothing() -> None:
    assert cut(DOCUMENT, "\n\n---\n\n***\n", 200, 40) == []
