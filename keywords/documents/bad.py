"""Documents that cannot be processed, each for a different reason."""

import random

from keywords.documents.pdf import GeneratedPdf, generate, new_pdf


def encrypted(seed: str) -> GeneratedPdf:
    return _named("encrypted", seed, generate(seed, password="never given").data)  # noqa: S106 (of a test document)


def truncated(seed: str) -> GeneratedPdf:
    data = generate(seed).data
    return _named("truncated", seed, data[: len(data) // 2])


def damaged(seed: str) -> GeneratedPdf:
    """Noise between the first and the last line of a PDF."""
    return _named("damaged", seed, b"%PDF-1.7\n" + _noise(seed, 4000) + b"\n%%EOF\n")


def image_only(seed: str) -> GeneratedPdf:
    """A picture of a page, without text."""
    from PIL import Image

    pdf = new_pdf()
    pdf.add_page()
    pdf.image(Image.frombytes("L", (64, 64), _noise(seed, 64 * 64)), w=100)
    return _named("scan", seed, bytes(pdf.output()))


def blank(seed: str) -> GeneratedPdf:
    """A valid PDF with an empty page."""
    pdf = new_pdf()
    pdf.set_title(seed)
    pdf.add_page()
    return _named("blank", seed, bytes(pdf.output()))


def not_a_pdf(seed: str) -> GeneratedPdf:
    """Plain text in a file with the name of a PDF."""
    return _named("text", seed, f"This is not a PDF, despite its name: {seed}.\n".encode())


BAD = {make.__name__.replace("_", " "): make for make in (encrypted, truncated, damaged, image_only, blank, not_a_pdf)}


def _named(kind: str, seed: str, data: bytes) -> GeneratedPdf:
    return GeneratedPdf(f"{kind}-{seed}.pdf", data, ())


def _noise(seed: str, length: int) -> bytes:
    return random.Random(seed).randbytes(length)  # noqa: S311 (reproducible, not secret)
