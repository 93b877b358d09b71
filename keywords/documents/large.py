"""PDFs of any size with facts on their pages, generated while they are read."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from keywords.documents.pdf import Planted, generate

MIB = 1024 * 1024


@dataclass(frozen=True)
class LargePdf:
    """A PDF with small pages and an attachment of incompressible bytes."""

    filename: str
    facts: tuple[Planted, ...]
    head: bytes
    filler: int
    tail: bytes
    seed: int

    def __str__(self) -> str:
        return f"{self.filename} with {len(self.facts)} facts in {self.size} bytes"

    @property
    def size(self) -> int:
        return len(self.head) + self.filler + len(self.tail)

    def parts(self) -> Iterator[bytes]:
        yield self.head
        block = random.Random(self.seed).randbytes(MIB)  # noqa: S311 (reproducible, not secret)
        for start in range(0, self.filler, MIB):
            number = start.to_bytes(8, "big")
            yield (number + block[8:])[: min(MIB, self.filler - start)]
        yield self.tail

    @cached_property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        for part in self.parts():
            digest.update(part)
        return digest.hexdigest()


def large(size: int, seed: int = 1, pages: int = 1) -> LargePdf:
    """A valid PDF of exactly `size` bytes: pages of text, and an embedded stream that no page uses."""
    text = generate(f"large-{seed}", pages=pages)
    trailer = text.data.rindex(b"startxref")
    table = text.data.rindex(b"xref\n", 0, trailer)

    def around(filler: int) -> tuple[bytes, bytes]:
        """The bytes before and after a filler of this length."""
        opening = b"9999 0 obj\n<< /Length %d >>\nstream\n" % filler
        closing = b"\nendstream\nendobj\n"
        table_moved_to = table + len(opening) + filler + len(closing)
        ending = text.data[table:trailer] + b"startxref\n%010d\n%%%%EOF\n" % table_moved_to
        return text.data[:table] + opening, closing + ending

    filler = size - sum(map(len, around(size)))
    filler = size - sum(map(len, around(filler)))  # the length itself may be a digit shorter now
    if filler < 0:
        raise ValueError(f"{pages} pages of text need more than {size} bytes")
    head, tail = around(filler)
    return LargePdf(f"large-{seed}.pdf", text.facts, head, filler, tail, seed)
