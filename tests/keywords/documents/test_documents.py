"""Generated documents: readable, reproducible, and with each fact in its place."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from keywords.documents import bad as bad_documents
from keywords.documents.languages import LANGUAGES
from keywords.documents.large import MIB, large
from keywords.documents.pdf import excerpt, generate


def pages_of(data: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_holds_its_fact_in_every_language(language: str) -> None:
    document = generate("languages", pages=4, language=language)
    pages = pages_of(document.data)
    assert len(pages) == len(document.facts) == 4
    for page, fact in zip(pages, document.facts, strict=True):
        assert fact.sentence in page
        assert fact.answer in fact.sentence
        assert sum(fact.answer in other for other in pages) == 1


def test_an_unknown_language_is_refused_with_near_ones() -> None:
    with pytest.raises(ValueError, match=r"there is no language 'ge'; did you mean"):
        generate("x", language="ge")


@given(seed=st.text(max_size=20), pages=st.integers(1, 3))
@settings(max_examples=15, deadline=None)
def test_the_same_seed_makes_the_same_bytes(seed: str, pages: int) -> None:
    assert generate(seed, pages=pages).data == generate(seed, pages=pages).data


def test_other_seeds_make_other_documents_and_other_facts() -> None:
    answers = [fact.answer for n in range(50) for fact in generate(f"many {n}", pages=2).facts]
    assert len(set(answers)) == len(answers)


def test_an_excerpt_holds_the_planted_facts_and_nothing_else() -> None:
    document = generate("whole", pages=3)
    taken = excerpt(document)
    assert pages_of(taken.data) == [" ".join(fact.sentence for fact in document.facts)]
    assert taken.facts == document.facts


def test_the_cell_of_a_table_belongs_to_its_row() -> None:
    document = generate("table", pages=1, table=True)
    who, premium = (cell.strip() for cell in document.facts[-1].sentence.strip("| ").split("|"))
    (page,) = (page for page in pages_of(document.data) if premium in page)
    assert page.index(who) < page.index(premium)


@given(size=st.integers(8_000, 3 * MIB), seed=st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_a_large_document_has_exactly_the_requested_size(size: int, seed: int) -> None:
    document = large(size, seed)
    data = b"".join(document.parts())
    assert len(data) == document.size == size


def test_a_large_document_can_be_read_and_its_facts_found() -> None:
    document = large(5 * MIB + 123, pages=3)
    pages = pages_of(b"".join(document.parts()))
    assert [fact.sentence in page for fact, page in zip(document.facts, pages, strict=True)] == [True] * 3


def test_a_large_document_without_room_for_its_text_is_refused() -> None:
    with pytest.raises(ValueError, match="2 pages of text need more than 1000 bytes"):
        large(1000, pages=2)


def test_each_bad_document_has_the_fault_of_its_name() -> None:
    data = {name: make("bad").data for name, make in bad_documents.BAD.items()}
    assert PdfReader(io.BytesIO(data["encrypted"])).is_encrypted
    assert pages_of(data["image only"]) == [""]
    assert pages_of(data["blank"]) == [""]
    assert not data["not a pdf"].startswith(b"%PDF")
    for name in ("truncated", "damaged"):
        assert data[name].startswith(b"%PDF")
        with pytest.raises(PdfReadError):
            PdfReader(io.BytesIO(data[name]), strict=True).pages[0].extract_text()
