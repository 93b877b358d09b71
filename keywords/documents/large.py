"""PDFs of any size, with facts on their pages, that are made while they are read."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from keywords.documents.pdf import Planted, generate

MIB = 1024 * 1024


@dataclass(frozen=True)
class LargePdf:
    """A PDF whose pages are small, with an attachment of incompressible bytes."""

    filename: str
    facts: tuple[Planted, ...]
    head: bytes
    filler: int
    tail: bytes
    seed: int

    @property
    def size(self) -> int:
        return len(self.head) + self.filler + len(self.tail)

    def parts(self) -> Iterator[bytes]:
        yield self.head
        block = random.Random(self.seed).randbytes(MIB)  # noqa: S311 (documents are to be the same again)
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
    place = text.data.rindex(b"startxref")
    head_end = text.data.rindex(b"xref\n", 0, place)
    body, table = text.data[:head_end], text.data[head_end:place]

    def put_together(filler: int) -> tuple[bytes, bytes]:
        opening = b"9999 0 obj\n<< /Length %d >>\nstream\n" % filler
        closing = b"\nendstream\nendobj\n"
        moved = head_end + len(opening) + filler + len(closing)
        return body + opening, closing + table + b"startxref\n%010d\n%%%%EOF\n" % moved

    filler = size - sum(map(len, put_together(size)))
    head, tail = put_together(filler)
    filler += size - len(head) - filler - len(tail)  # the length itself may have become a digit shorter
    if filler < 0:
        raise ValueError(f"{pages} pages of text need more than {size} bytes")
    head, tail = put_together(filler)
    return LargePdf(f"large-{seed}.pdf", text.facts, head, filler, tail, seed)
