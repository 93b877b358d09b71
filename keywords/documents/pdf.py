"""PDFs with planted facts. The same seed gives the same document."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from keywords.basics.quantities import nearest
from keywords.documents.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from fpdf import FPDF

HEADER, ASKED = ("Insured person", "Annual premium", "Due on"), 4  # of the table, and the row that is asked about
FONT = Path(__file__).parent / "fonts" / "planted-sans.ttf"


@dataclass(frozen=True)
class Planted:
    """A sentence in the document, a question about it, and the words that the answer must contain."""

    sentence: str
    question: str
    answer: str

    def __str__(self) -> str:
        return self.sentence


class Document(Protocol):
    """A document to upload, held in memory or generated while it is read."""

    @property
    def filename(self) -> str: ...
    @property
    def facts(self) -> tuple[Planted, ...]: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    def parts(self) -> Iterator[bytes]: ...


@dataclass(frozen=True)
class GeneratedPdf:
    filename: str
    data: bytes
    facts: tuple[Planted, ...]
    rows: tuple[tuple[str, ...], ...] = ()  # of its table, the header first

    def __str__(self) -> str:
        return f"{self.filename} with {len(self.facts)} facts"

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def parts(self) -> Iterator[bytes]:
        yield self.data


def generate(
    seed: int | str, pages: int = 3, paragraphs: int = 5, table: bool = False, language: str = "en", password: str = ""
) -> GeneratedPdf:
    """A text document with one fact on each page and, with `table`, a table on the last page.

    With a password, readers need it to open the document.
    """
    rng, spoken = random.Random(seed), _language(language)  # noqa: S311 (reproducible, not secret)
    pdf = _blank(language)
    facts, rows = list[Planted](), list[tuple[str, ...]]()
    for page in range(1, pages + 1):
        pdf.add_page()
        fact = _fact(rng, page, spoken)
        facts.append(fact)
        chosen = rng.randrange(paragraphs)
        for paragraph in range(paragraphs):
            text = " ".join(_sentence(rng, spoken) for _ in range(5))
            _write(pdf, f"{text} {fact.sentence}" if paragraph == chosen else text)
    if table:
        rows = _add_table(pdf, rng)
        who, premium, _ = rows[ASKED]
        facts.append(Planted(f"| {who} | {premium} |", f"What is the annual premium of {who}?", premium))
    if password:
        pdf.set_encryption(owner_password=password, user_password=password)
    return GeneratedPdf(f"generated-{seed}.pdf", bytes(pdf.output()), tuple(facts), tuple(rows))


def excerpt(document: GeneratedPdf) -> GeneratedPdf:
    """Another document in English that contains the facts planted in this one and nothing else."""
    pdf = _blank("en")
    pdf.add_page()
    for fact in document.facts:
        _write(pdf, fact.sentence)
    return GeneratedPdf(f"excerpt-of-{document.filename}", bytes(pdf.output()), document.facts)


def _write(pdf: "FPDF", text: str) -> None:
    """Write one paragraph. FPDF's own wrapping measures a line again with every letter, and takes most of the time."""
    space, line, length = pdf.get_string_width(" "), list[str](), 0.0
    for word in text.split():
        width = pdf.get_string_width(word)
        if line and length + space + width > pdf.epw - 2 * pdf.c_margin:
            _line(pdf, line)
            line, length = [], 0.0
        line, length = [*line, word], length + width + (space if line else 0)
    _line(pdf, line)
    pdf.ln(4)


def _line(pdf: "FPDF", words: list[str]) -> None:
    pdf.cell(0, 6, " ".join(words), new_x="LMARGIN", new_y="NEXT")


def _language(name: str) -> Language:
    if name not in LANGUAGES:
        raise ValueError(f"there is no language {name!r}{nearest(name, list(LANGUAGES))}")
    return LANGUAGES[name]


def new_pdf() -> "FPDF":
    from fpdf import FPDF  # loads slowly, and most processes make no document

    return FPDF()


def _blank(language: str) -> "FPDF":
    pdf = new_pdf()
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    if language == "en":
        pdf.set_font("helvetica", size=11)
    else:  # letters that the fonts of PDF readers lack
        pdf.add_font("planted", fname=FONT)
        pdf.add_font("planted", style="B", fname=FONT)
        pdf.set_font("planted", size=11)
    return pdf


def _sentence(rng: random.Random, language: Language) -> str:
    return " ".join(rng.choices(language.words, k=rng.randint(7, 12))).capitalize() + "."


def _name(rng: random.Random) -> str:
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(4)).capitalize()


def _fact(rng: random.Random, page: int, language: Language) -> Planted:
    who, number = _name(rng), f"{rng.choice('ABCDEFGH')}-{rng.randrange(10**6, 10**7)}"
    sentence = language.sentence.format(who=who, page=page, number=number)
    return Planted(sentence, language.question.format(who=who), number)


def _add_table(pdf: "FPDF", rng: random.Random) -> list[tuple[str, ...]]:
    """Draw a table, and return its rows."""
    rows: list[tuple[str, ...]] = [
        HEADER,
        *((_name(rng), f"{rng.randrange(100, 10_000)} EUR", f"{rng.randrange(1, 29)} May") for _ in range(6)),
    ]
    with pdf.table() as drawn:
        for cells in rows:
            row = drawn.row()
            for cell in cells:
                row.cell(cell)
    return rows


def same_text(document: GeneratedPdf) -> GeneratedPdf:
    """Another file with the same pages: only a remark at its end, which no reader shows, is different."""
    return replace(document, filename=f"again-{document.filename}", data=document.data + b"% saved again\n")
