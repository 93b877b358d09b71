"""The suite's documents contain the time, so no two runs upload the same bytes.

In real life: a library stamps what it writes. A failure cannot be tried again with the same document.
"""

import time

from fpdf import FPDF

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-17.2",)
FIELD = "suite"
SELECTION = ("Generating A Test Document Twice Gives The Same Bytes",)
SERVICES = ("suite",)
MODULE = "keywords.documents.pdf"


def apply() -> None:
    from keywords.documents import pdf

    def stamped(pdf: FPDF) -> FPDF:
        pdf.set_title(f"made at {time.time_ns()}")
        return pdf

    alter(pdf, "_blank", stamped)
