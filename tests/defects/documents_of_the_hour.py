"""The suite's documents contain the time, so no two runs upload the same bytes.

In real life: a library stamps what it writes. A failure cannot be tried again with the same document.
"""

import time

from fpdf import FPDF

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-17.2",)
FIELD = "suite"
SELECTION = ("Test Documents Are The Same In Every Run",)
SERVICES = ("suite",)
MODULE = "keywords.documents.generated"


def apply() -> None:
    from keywords.documents import generated

    def stamped(pdf: FPDF) -> FPDF:
        pdf.set_title(f"made at {time.time_ns()}")
        return pdf

    alter(generated, "_blank", stamped)
