"""Judges whether a parsed text belongs to its file: the PDF's own rare words and numbers should be in it.

A parser can mix up its customers' documents. Only the file itself is evidence that does not depend on the parser, so
the worker takes a few marks of it when it arrives. It keeps them as hashes, which reveal nothing of the document.
"""

import hashlib
import re
import threading
from collections import Counter
from pathlib import Path

PAGES = 10
MARKS = 12  # of each kind
SHARE = 0.5
TELLING = 2  # marks that identify a document: a page with little text has hardly more
_TOKEN = re.compile(r"\w+")
_pdfium = threading.Lock()  # it is not thread-safe


def marks_of(pdf: Path) -> list[str]:
    """Hashes of numbers, and of long words that occur once, on pages from the whole document; none without text."""
    return marks_in(_text(pdf))


def marks_in(text: str) -> list[str]:
    seen = Counter(_TOKEN.findall(text.casefold()))
    numbers = [t for t in seen if len(t) >= 4 and any(c.isdigit() for c in t)]
    words = [t for t, n in seen.items() if n == 1 and len(t) >= 7 and t.isalpha()]
    chosen = (t for kind in (numbers, words) for t in sorted(kind, key=lambda t: (-len(t), t))[:MARKS])
    return [_hash(token) for token in chosen]


def speaks_of(marks: list[str], text: str) -> bool:
    """True when the text contains enough of the marks, or there are none."""
    return _agree(marks, _hashes(text))


def speaks_of_one(documents: list[list[str]], text: str) -> bool:
    """True when the text belongs to one of these documents, as far as their marks can tell."""
    there = _hashes(text)
    return any(len(marks) >= TELLING and _agree(marks, there) for marks in documents)


def _agree(marks: list[str], there: set[str]) -> bool:
    return all(_enough(kind, there) for kind in (_of("#", marks), _of("w", marks)))


def _hashes(text: str) -> set[str]:
    return {_hash(token) for token in _TOKEN.findall(text.casefold())}


def _enough(marks: list[str], there: set[str]) -> bool:
    return sum(mark in there for mark in marks) >= SHARE * len(marks)


def _of(kind: str, marks: list[str]) -> list[str]:
    return [mark for mark in marks if mark.startswith(kind)]


def _hash(token: str) -> str:
    kind = "#" if any(c.isdigit() for c in token) else "w"
    return kind + hashlib.blake2b(token.encode(), digest_size=6).hexdigest()


def _text(pdf: Path) -> str:
    import pypdfium2

    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:  # encrypted or damaged; the parser will say so
            return ""
        try:
            step = max(1, -(-len(document) // PAGES))
            return "\n".join(document[n].get_textpage().get_text_range() for n in range(0, len(document), step))
        except pypdfium2.PdfiumError:
            return ""
        finally:
            document.close()
