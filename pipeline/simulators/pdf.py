"""Reads a PDF page by page, as plain text and as markdown.

PDFium is not thread-safe, so everything here runs in one thread of the process.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.simulators.layout import Box, Grid, Line, page_markdown, plain_text
from pipeline.simulators.page_geometry import Upright, straight_edges
from pipeline.simulators.tables import Table, find_tables

_AFTER_THE_END = re.compile(rb"\s*\d+\s+\d+\s+obj")
_BLOCK = 1024 * 1024


class UnreadablePdfError(Exception):
    """The PDF cannot be read; the message starts with a code and says why."""


@dataclass(frozen=True)
class Page:
    page_number: int
    text: str
    markdown: str


class PdfReader:
    """An open PDF. Close it in the thread that opened it."""

    def __init__(self, path: Path) -> None:
        _require_whole(path)
        try:
            self._document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise UnreadablePdfError("PDF_ENCRYPTED: the document is locked with a password") from None
            raise UnreadablePdfError("PDF_DAMAGED: the document's structure cannot be read") from None
        self.pages = len(self._document)
        if not self.pages:
            self.close()
            raise UnreadablePdfError("PDF_DAMAGED: the document has no pages")

    def read(self, index: int) -> Page:
        try:
            page = self._document[index]
            try:
                parts, lines = _page_parts(page)
            finally:
                page.close()
        except pdfium.PdfiumError:
            raise UnreadablePdfError(f"PDF_DAMAGED: page {index + 1} cannot be read") from None
        return Page(index + 1, plain_text(lines), page_markdown(parts))

    def close(self) -> None:
        self._document.close()


def _require_whole(path: Path) -> None:
    """Refuse a file that is not a complete PDF: PDFium would silently repair it and lose pages."""
    size = path.stat().st_size
    if not size:
        raise UnreadablePdfError("PDF_DAMAGED: the document is empty")
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            raise UnreadablePdfError("PDF_DAMAGED: this is not a PDF")
        end = size
        while end > 0:
            start = max(0, end - _BLOCK)
            file.seek(start)
            block = file.read(end - start + 64)  # a little more, in case the mark spans two blocks
            found = block.rfind(b"%%EOF")
            if found >= 0:
                if _AFTER_THE_END.match(block[found + 5 : found + 64]):
                    break  # an update after this end was begun and never finished
                return
            end = start
    raise UnreadablePdfError("PDF_DAMAGED: the document is cut off before its end")


def _page_parts(page: pdfium.PdfPage) -> tuple[list[Line | Grid], list[Line]]:
    """A page's lines and tables in reading order, and its lines without the tables' structure."""
    upright = Upright(page)
    text = page.get_textpage()
    try:
        reader = _Characters(text, upright)
        lines = list(reader.lines())
        tables = find_tables(straight_edges(page, upright))
        if not tables:
            return list(lines), lines
        return list(_with_tables(reader, lines, tables)), lines
    finally:
        text.close()


class _Characters:
    """The characters of a page and where they stand."""

    def __init__(self, text: pdfium.PdfTextPage, upright: Upright) -> None:
        self._text, self._upright = text, upright
        self._rectangle = raw.FS_RECTF()
        self._start: dict[int, int] = {}  # of each line, in UTF-16 units, which is how PDFium counts

    def box(self, unit: int) -> Box:
        index = raw.FPDFText_GetCharIndexFromTextIndex(self._text, unit)
        raw.FPDFText_GetLooseCharBox(self._text, index, ctypes.byref(self._rectangle))
        r = self._rectangle
        return self._upright.box(r.left, r.bottom, r.right, r.top)

    def lines(self) -> Iterator[Line]:
        unit = 0
        for text in _all_text(self._text).split("\r\n"):
            stripped = text.strip()
            if stripped:
                first = unit + _units(text[: len(text) - len(text.lstrip())])
                start, end = self.box(first), self.box(first + _units(stripped[:-1]))
                line = Line(stripped, Box(min(start.x0, end.x0), start.top, max(start.x1, end.x1), start.bottom))
                self._start[id(line)] = first
                yield line
            unit += _units(text) + 2

    def of(self, line: Line) -> Iterator[tuple[str, Box]]:
        """The characters of one of `lines`, each with its place."""
        unit = self._start[id(line)]
        for character in line.text:
            yield character, self.box(unit)
            unit += _units(character)


def _all_text(text: pdfium.PdfTextPage) -> str:
    count = text.count_chars()
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written: int = raw.FPDFText_GetText(text, 0, count, buffer)
    return bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _with_tables(characters: _Characters, lines: Sequence[Line], tables: Sequence[Table]) -> Iterator[Line | Grid]:
    """The lines outside the tables, and each table at the place of its first text."""
    parts: list[Line | Table] = []
    for line in lines:
        middle = (line.box.top + line.box.bottom) / 2
        beside = [table for table in tables if table.box.top <= middle <= table.box.bottom]
        outside = _write_into(beside, characters.of(line)).strip() if beside else line.text
        parts += [table for table in beside if table.written and table not in parts]
        if outside:
            parts.append(Line(outside, line.box))
    for part in parts:
        yield part.grid() if isinstance(part, Table) else part


def _write_into(tables: Sequence[Table], characters: Iterator[tuple[str, Box]]) -> str:
    """Write a line's characters into the tables that hold them, and return the others."""
    outside = ""
    current: Table | None = None
    for character, box in characters:
        if character.isspace():  # often added by PDFium, without a place
            if current is None:
                outside += character
            else:
                current.add(character)
            continue
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        table = next((table for table in tables if table.box.holds(x, y)), None)
        if table is None:
            outside += character
        else:
            table.find(x, y)
            table.add(character if table is current else " " + character)
        current = table
    return outside
