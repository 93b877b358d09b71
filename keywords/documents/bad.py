"""Documents that cannot be processed, each for one reason."""

import random

from keywords.documents.pdf import GeneratedPdf, generate, new_pdf


def encrypted(seed: str) -> GeneratedPdf:
    return _named("encrypted", seed, generate(seed, password="nobody tells").data)  # noqa: S106 (of a test document)


def truncated(seed: str) -> GeneratedPdf:
    data = generate(seed).data
    return _named("truncated", seed, data[: len(data) // 2])


def damaged(seed: str) -> GeneratedPdf:
    """Begins and ends as a PDF does, with nothing true in between."""
    return _named("damaged", seed, b"%PDF-1.7\n" + _noise(seed, 4000) + b"\n%%EOF\n")


def image_only(seed: str) -> GeneratedPdf:
    """A picture of a page, with no text to be read."""
    from PIL import Image

    pdf = new_pdf()
    pdf.add_page()
    pdf.image(Image.frombytes("L", (64, 64), _noise(seed, 64 * 64)), w=100)
    return _named("scan", seed, bytes(pdf.output()))


def blank(seed: str) -> GeneratedPdf:
    """A PDF in order, with an empty page."""
    pdf = new_pdf()
    pdf.set_title(seed)
    pdf.add_page()
    return _named("blank", seed, bytes(pdf.output()))


def not_a_pdf(seed: str) -> GeneratedPdf:
    """Plain text under the name of a PDF."""
    return _named("text", seed, f"This is no PDF, whatever its name says: {seed}.\n".encode())


BAD = {make.__name__.replace("_", " "): make for make in (encrypted, truncated, damaged, image_only, blank, not_a_pdf)}


def _named(kind: str, seed: str, data: bytes) -> GeneratedPdf:
    return GeneratedPdf(f"{kind}-{seed}.pdf", data, ())


def _noise(seed: str, length: int) -> bytes:
    return random.Random(seed).randbytes(length)  # noqa: S311 (documents are to be the same again)
