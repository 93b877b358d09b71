"""Documents that cannot be processed, each for one reason; and very large ones that can."""

import hashlib
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

from fpdf import FPDF
from pypdf import PdfReader, PdfWriter

from keywords.documents import GeneratedPdf, generate

MIB = 1024 * 1024


def with_bytes(name: str, data: bytes) -> GeneratedPdf:
    return GeneratedPdf(name, data, ())


def encrypted(seed: str) -> GeneratedPdf:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(generate(seed).data)))
    writer.encrypt("a password", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return with_bytes("encrypted.pdf", out.getvalue())


def truncated(seed: str) -> GeneratedPdf:
    data = generate(seed).data
    return with_bytes("truncated.pdf", data[: len(data) // 2])


def damaged(seed: str) -> GeneratedPdf:
    """Begins and ends as a PDF does, with nothing true in between."""
    noise = random.Random(seed).randbytes(4000)
    return with_bytes("damaged.pdf", b"%PDF-1.7\n" + noise + b"\n%%EOF\n")


def image_only(seed: str) -> GeneratedPdf:
    from PIL import Image

    pdf = FPDF()
    pdf.add_page()
    noise = random.Random(seed).randbytes(64 * 64)
    pdf.image(Image.frombytes("L", (64, 64), noise), w=100)
    return with_bytes("scan.pdf", bytes(pdf.output()))


@dataclass(frozen=True)
class LargePdf:
    """A PDF with a text page and an attachment of incompressible bytes, made while it is read."""

    head: bytes
    filler: int
    tail: bytes
    seed: int

    @property
    def size(self) -> int:
        return len(self.head) + self.filler + len(self.tail)

    def parts(self) -> Iterator[bytes]:
        yield self.head
        rng = random.Random(self.seed)
        block = rng.randbytes(MIB)
        for start in range(0, self.filler, MIB):
            number = start.to_bytes(8, "big")
            yield (number + block[8:])[: min(MIB, self.filler - start)]
        yield self.tail

    @property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        for part in self.parts():
            digest.update(part)
        return digest.hexdigest()


def large(size: int, seed: int = 1) -> LargePdf:
    """A valid PDF of about `size` bytes: its own text, and an embedded stream that no page uses."""
    small = generate(f"large-{seed}", pages=1).data
    place = small.rindex(b"startxref")
    head_end = small.rindex(b"xref\n", 0, place)
    body, trailer = small[:head_end], small[head_end:]
    filler = size - len(small) - 200
    opening = b"9999 0 obj\n<< /Length %d >>\nstream\n" % filler
    closing = b"\nendstream\nendobj\n"
    moved = head_end + len(opening) + filler + len(closing)
    xref = trailer[: trailer.index(b"startxref")]
    return LargePdf(body + opening, filler, closing + xref + b"startxref\n%d\n%%%%EOF\n" % moved, seed)
