"""PDFs with facts planted in them, the same for the same seed."""

import hashlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime

from fpdf import FPDF

WORDS = """
agreement annual benefit branch calendar clause condition cover deadline deductible department due employer
estimate excess form household income insured interest invoice letter limit member monthly notice office period
person policy premium provider reason receipt region renewal report request review schedule section service
statement summary term transfer treatment union value voucher waiver year
""".split()  # noqa: SIM905 (a hundred quotes would hide the words)


@dataclass(frozen=True)
class Planted:
    """A sentence that is in the document, a question about it, and the words that the answer must hold."""

    sentence: str
    question: str
    answer: str


@dataclass(frozen=True)
class GeneratedPdf:
    filename: str
    data: bytes
    facts: tuple[Planted, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def generate(seed: int | str, pages: int = 3, paragraphs: int = 5, table: bool = False) -> GeneratedPdf:
    """A text document of so many pages with one fact on each, and a table on the last if wanted."""
    rng = random.Random(seed)  # noqa: S311 (documents are to be the same again)
    pdf = FPDF()
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    pdf.set_font("helvetica", size=11)
    facts = []
    for page in range(1, pages + 1):
        pdf.add_page()
        fact = _fact(rng, page)
        facts.append(fact)
        place = rng.randrange(paragraphs)
        for paragraph in range(paragraphs):
            text = " ".join(_sentence(rng) for _ in range(5))
            pdf.multi_cell(0, 6, f"{text} {fact.sentence}" if paragraph == place else text)
            pdf.ln(4)
    if table:
        facts.append(_add_table(pdf, rng))
    return GeneratedPdf(f"generated-{seed}.pdf", bytes(pdf.output()), tuple(facts))


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(7, 12))).capitalize() + "."


def _name(rng: random.Random) -> str:
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(4)).capitalize()


def _fact(rng: random.Random, page: int) -> Planted:
    who, number = _name(rng), f"{rng.choice('ABCDEFGH')}-{rng.randrange(10**6, 10**7)}"
    return Planted(
        f"The policy number of {who} on page {page} is {number}.", f"What is the policy number of {who}?", number
    )


def _add_table(pdf: FPDF, rng: random.Random) -> Planted:
    rows = [(_name(rng), f"{rng.randrange(100, 10_000)} EUR", f"{rng.randrange(1, 29)} May") for _ in range(6)]
    with pdf.table() as drawn:
        for cells in [("Insured person", "Annual premium", "Due on"), *rows]:
            row = drawn.row()
            for cell in cells:
                row.cell(cell)
    who, premium, _ = rows[3]
    return Planted(f"| {who} | {premium} |", f"What is the annual premium of {who}?", premium)
