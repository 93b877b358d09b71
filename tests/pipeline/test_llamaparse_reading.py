"""What the simulated parser reads from documents, and what it says about unreadable ones."""

import os
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission
from llama_cloud import LlamaCloud

from tests.pipeline.parse_jobs import ended, parsed, start
from tests.pipeline.people import eventually
from tests.pipeline.simulated import Listener, Simulator, pdf

pytest_plugins = ["tests.pipeline.simulator_fixtures"]
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def error_of(llama: LlamaCloud, document: bytes) -> str:
    seen = parsed(llama, document)
    assert seen.job.status == "FAILED"
    assert seen.markdown is None
    return str(seen.job.error_message)


def locked_pdf() -> bytes:
    document = FPDF()
    document.set_encryption(owner_password="o", user_password="u", permissions=AccessPermission.none())
    document.add_page()
    return bytes(document.output())


def test_a_ruled_table_appears_once_and_in_its_place(llama: LlamaCloud) -> None:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=11)
    document.multi_cell(0, 6, "Before the table.", new_x="LMARGIN", new_y="NEXT")
    document.ln(4)
    with document.table() as table:
        for cells in (("Product", "Price"), ("Zephyr | pump", "400 EUR"), ("Valve", "a text that wraps " * 5)):
            table.row(cells)
    document.ln(4)
    document.multi_cell(0, 6, "After the table.", new_x="LMARGIN", new_y="NEXT")
    before, table_text, after = parsed(llama, bytes(document.output())).markdown.pages[0].markdown.split("\n\n")
    assert (before, after) == ("Before the table.", "After the table.")
    rows = table_text.splitlines()
    assert rows[:3] == ["| Product | Price |", "| --- | --- |", "| Zephyr \\| pump | 400 EUR |"]
    assert rows[3] == f"| Valve | {('a text that wraps ' * 5).strip()} |"


@pytest.mark.skipif(not DEJAVU.exists(), reason="needs a font with more than Latin letters (DejaVu)")
def test_text_of_other_scripts_survives(llama: LlamaCloud) -> None:
    document = FPDF()
    document.add_font("dejavu", "", str(DEJAVU))
    document.add_page()
    document.set_font("dejavu", size=12)
    arabic = "مرحبا"
    for line in ("Café Größe Ωmega", "кириллица", arabic[::-1]):  # right-to-left text is drawn in visual order
        document.multi_cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
        document.ln(4)
    markdown = parsed(llama, bytes(document.output())).markdown.pages[0].markdown
    assert markdown.split("\n\n") == ["Café Größe Ωmega", "кириллица", arabic]


def test_lines_of_a_paragraph_are_joined_and_those_of_records_are_not(llama: LlamaCloud) -> None:
    sentence = "This sentence is so long that the page's margin breaks it into several lines. " * 4
    markdown = parsed(
        llama, pdf(f"{sentence}\n\nName: Keller\nCity: Bern\nA line that reaches as far as the margin " + "x" * 40)
    )
    paragraph, records = markdown.markdown.pages[0].markdown.split("\n\n")
    assert paragraph == sentence.strip()
    assert records.startswith("Name: Keller\nCity: Bern\n")


def test_an_image_only_document_has_empty_pages(llama: LlamaCloud) -> None:
    document = FPDF()
    document.add_page()
    document.rect(20, 20, 100, 100, style="F")
    seen = parsed(llama, bytes(document.output()))
    assert seen.job.status == "COMPLETED"
    assert [page.markdown for page in seen.markdown.pages] == [""]


def test_an_unreadable_document_fails_with_a_reason(llama: LlamaCloud) -> None:
    whole = pdf("Some text that is cut off.")
    assert error_of(llama, locked_pdf()).startswith("PDF_ENCRYPTED: ")
    assert error_of(llama, whole[: len(whole) // 2]) == "PDF_DAMAGED: the document is cut off before its end"
    assert error_of(llama, b"GIF89a" + b"x" * 5000) == "PDF_DAMAGED: this is not a PDF"
    assert error_of(llama, b"") == "PDF_DAMAGED: the document is empty"
    assert error_of(llama, b"%PDF-1.7\nnothing here\n%%EOF").startswith("PDF_DAMAGED: ")


def test_a_thousand_pages_do_not_hold_up_other_jobs(llama: LlamaCloud) -> None:
    long = start(llama, pdf(*[f"Page {number} of many." for number in range(1, 1001)]))
    assert parsed(llama, pdf("Short.")).markdown.pages[0].markdown == "Short."
    seen = ended(llama, long, 180)
    assert len(seen.markdown.pages) == 1000
    assert seen.markdown.pages[999].markdown == "Page 1000 of many."


def test_a_200_mb_document_needs_little_memory(
    parser: Simulator, llama: LlamaCloud, listener: Listener, tmp_path: Path
) -> None:
    large = tmp_path / "large.pdf"
    write_large_pdf(large, 200)
    listener.files["/large.pdf"] = large
    parsed(llama, pdf("Warm."))
    before, most = parser.rss(), 0
    job = llama.parsing.create(source_url=f"{listener.url}/large.pdf", tier="fast", version="latest")

    def result() -> Any:
        nonlocal most
        most = max(most, parser.rss())
        seen = llama.parsing.get(job.id, expand=["text"])
        return seen if seen.job.status in ("COMPLETED", "FAILED") else None

    assert eventually(result, bool, "the job to end", 180).text.pages[0].text == "A small text in a large file."
    assert most - before < 32 * 1024 * 1024


def write_large_pdf(path: Path, megabytes: int) -> None:
    """Write one page of text and an object of random bytes the size of a scan."""
    content = b"BT /F1 12 Tf 72 700 Td (A small text in a large file.) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        places = []
        for number, body in enumerate(objects, 1):
            places.append(file.tell())
            file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        places.append(file.tell())
        file.write(b"6 0 obj\n<</Length %d>>stream\n" % (megabytes << 20))
        block = os.urandom(1 << 20)
        for _ in range(megabytes):
            file.write(block)
        file.write(b"\nendstream\nendobj\n")
        table = file.tell()
        file.write(b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
        file.write(b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table)
