"""Turns the placed lines of a page into markdown: headings by size, paragraphs by spacing, tables in place."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

PARAGRAPH_GAP = 0.6  # of a line's height: a larger gap begins a paragraph
HEADING_SIZES = ((1.8, "# "), (1.45, "## "), (1.2, "### "))  # how much larger than the body's lines
LONGEST_HEADING = 200
BULLET = re.compile(r"[•‣▪◦●]\s*")
_UNWRITTEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")  # scripts written without spaces
HYPHEN_AT_LINE_END = "\x02\ufffe"  # the marks that PDFium leaves


class Box(NamedTuple):
    """A place on the page as displayed: x to the right, y downwards."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


@dataclass(frozen=True)
class Line:
    text: str
    box: Box

    @property
    def height(self) -> float:
        return max(self.box.bottom - self.box.top, 0.1)


@dataclass(frozen=True)
class Grid:
    """The cells of a table, row by row; a merged cell fills its first place and leaves the others empty."""

    rows: Sequence[Sequence[str]]


def clean(text: str) -> str:
    """Text without characters that no document intends (control characters, halves of characters)."""
    return _UNWRITTEN.sub("", text).strip()


def plain_text(lines: Sequence[Line]) -> str:
    return "\n".join(clean(re.sub(f"[{HYPHEN_AT_LINE_END}]", "-", line.text)) for line in lines)


def table_markdown(grid: Grid) -> str:
    head, *body = ([" ".join(clean(cell).split()).replace("|", "\\|") for cell in row] for row in grid.rows)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *body))


def page_markdown(parts: Sequence[Line | Grid]) -> str:
    """The markdown of one page, its parts given in reading order."""
    lines = [part for part in parts if isinstance(part, Line)]
    body, edges = _body_height(lines), _right_edges(lines)
    written: list[str] = []
    block: list[Line] = []
    for part in parts:
        if isinstance(part, Grid):
            written += [*_block_markdown(block, body, edges), table_markdown(part)]
            block = []
        elif block and not _same_block(block[-1], part):
            written += _block_markdown(block, body, edges)
            block = [part]
        else:
            block.append(part)
    written += _block_markdown(block, body, edges)
    return "\n\n".join(written)


def _body_height(lines: Sequence[Line]) -> float:
    """The height that most characters of the page have."""
    heights: Counter[float] = Counter()
    for line in lines:
        heights[round(line.height, 1)] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 0.0


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    """How far right the lines of each column reach, by where they start."""
    edges: dict[int, float] = {}
    for line in lines:
        column = round(line.box.x0 / 10)
        edges[column] = max(edges.get(column, 0.0), line.box.x1)
    return edges


def _same_block(above: Line, below: Line) -> bool:
    gap = below.box.top - above.box.bottom
    alike = abs(above.height - below.height) < 0.12 * above.height
    return alike and -0.5 * above.height < gap < PARAGRAPH_GAP * above.height


def _block_markdown(block: Sequence[Line], body: float, edges: dict[int, float]) -> list[str]:
    if not block:
        return []
    text = BULLET.sub("- ", clean(block[0].text), count=1) if BULLET.match(block[0].text) else block[0].text
    for above, below in pairwise(block):
        text = _joined(text, above, below, edges)
    text = clean(text)
    mark = next((mark for ratio, mark in HEADING_SIZES if block[0].height >= ratio * body), "")
    if mark and len(text) <= LONGEST_HEADING:
        text = mark + " ".join(text.split())
    return [text] if text else []


def _joined(text: str, above: Line, below: Line, edges: dict[int, float]) -> str:
    """`text`, which ends with the line above, continued by the line below as the author intended."""
    following = below.text.strip()
    if BULLET.match(following):
        return text.rstrip() + "\n" + BULLET.sub("- ", following, count=1)
    if text.endswith(tuple(HYPHEN_AT_LINE_END)):
        return text[:-1] + ("" if following[:1].islower() else "-") + following
    if _ended_early(above, below, edges):
        return text.rstrip() + "\n" + following
    if _SPACELESS.match(text[-1:]) and _SPACELESS.match(following[:1]):
        return text + following
    return text.rstrip() + " " + following


def _ended_early(above: Line, below: Line, edges: dict[int, float]) -> bool:
    """True when the next word would have fitted: the author made the break, not the margin."""
    words = below.text.split()
    letter = (above.box.x1 - above.box.x0) / max(len(above.text), 1)
    room = edges[round(above.box.x0 / 10)] - above.box.x1
    return bool(words) and room > 1.3 * letter * (len(words[0]) + 1)
