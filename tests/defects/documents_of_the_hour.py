"""The suite's documents hold the time at which they were made, so that no two runs upload the same bytes.

In real life: a library stamps what it writes. What failed once cannot be tried again.
"""

import time

from fpdf import FPDF

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-17.2",)
FIELD = "suite"
SELECTION = ("Test Documents Are The Same In Every Run",)
SERVICES = ("suite",)
MODULE = "keywords.documents.generated"


def apply() -> None:
    from keywords.documents import generated

    blank = generated._blank

    def stamped(language: str) -> FPDF:
        pdf = blank(language)
        pdf.set_title(f"made at {time.time_ns()}")
        return pdf

    replace(generated, "_blank", stamped)
