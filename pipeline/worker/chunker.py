"""Cuts markdown into chunks: deterministic, along its structure, overlapping, never without words."""

import hashlib
import re
from dataclasses import dataclass
from uuid import UUID, uuid5

from semantic_text_splitter import MarkdownSplitter

NAME = "markdown"
VERSION = "1"
_NAMESPACE = UUID("5b6a3c0e-6f0f-4f6e-9d2e-3b1c57d0a9e4")
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Chunk:
    chunk_id: UUID
    ord: int
    text: str
    sha: str


def cut(document_id: UUID, text: str, characters: int, overlap: int) -> list[Chunk]:
    """Cut a text, and keep blocks whole where they fit, so that no sentence or table is split needlessly."""
    pieces = (piece for piece in MarkdownSplitter(characters, overlap=overlap).chunks(text) if _WORD.search(piece))
    return [
        Chunk(
            chunk_id=uuid5(_NAMESPACE, f"{document_id}/{NAME}/{VERSION}/{ord_}"),
            ord=ord_,
            text=piece,
            sha=hashlib.sha256(piece.encode()).hexdigest(),
        )
        for ord_, piece in enumerate(pieces)
    ]
