"""Cuts markdown into chunks: deterministic, along its structure, overlapping, never without words."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

from semantic_text_splitter import MarkdownSplitter

NAME = "markdown"
VERSION = "2"
_NAMESPACE = UUID("5b6a3c0e-6f0f-4f6e-9d2e-3b1c57d0a9e4")
_WORD = re.compile(r"\w")
_LINE, _SPACE = re.compile(r"\n\s*"), re.compile(r"\s+")


@dataclass(frozen=True)
class Chunk:
    chunk_id: UUID
    ord: int
    text: str
    sha: str


def cut(document_id: UUID, text: str, characters: int, overlap: int) -> list[Chunk]:
    """Cut a text, and keep blocks whole where they fit, so that no sentence or table is split needlessly.

    A chunk begins with the end of the one before it, up to `overlap` characters of it, and is never longer than
    `characters`.
    """
    return [
        Chunk(
            chunk_id=uuid5(_NAMESPACE, f"{document_id}/{NAME}/{VERSION}/{ord_}"),
            ord=ord_,
            text=piece,
            sha=hashlib.sha256(piece.encode()).hexdigest(),
        )
        for ord_, piece in enumerate(_pieces(text, characters, overlap))
    ]


def _pieces(text: str, characters: int, overlap: int) -> Iterator[str]:
    before: int | None = None  # where the piece before this one ends
    # The splitter's own overlap consists of whole blocks, so it leaves long paragraphs without any.
    for begin, part in MarkdownSplitter(characters - overlap).chunk_indices(text):
        end = begin + len(part)
        if _WORD.search(part):
            first = (
                begin if before is None else _shared(text, max(before - overlap, end - characters, 0), before, begin)
            )
            yield text[first:end]
            before = end


def _shared(text: str, earliest: int, before: int, begin: int) -> int:
    """Where a piece begins that shares what lies between `earliest` and `before` with the piece before it.

    With a line or a word, unless that would cost more than half of what they share.
    """
    middle = (earliest + before) // 2
    for border in (_LINE, _SPACE):
        found = border.search(text, max(earliest - 1, 0), before)
        if found and found.end() <= middle:
            return found.end()
    return earliest if earliest < before else begin
