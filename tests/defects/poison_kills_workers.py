"""A damaged document ends the process that reads it, and with it whatever that worker had in hand; again and again.

In real life: a library in C that crashes. Whoever restarts workers hands them the same document first.
"""

import os
from pathlib import Path

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.3",)
FIELD = "failure"
SELECTION = ("--test", "Good Documents Between Unreadable Ones Are Embedded")
SERVICES = ("worker",)
MODULE = "pipeline.worker.fidelity"
SEGMENTATION_FAULT = 139


def apply() -> None:
    import pypdfium2

    from pipeline.worker import fidelity

    text = fidelity._text

    def until_it_crashes(pdf: Path) -> str:
        try:
            pypdfium2.PdfDocument(pdf).close()
        except pypdfium2.PdfiumError:
            os._exit(SEGMENTATION_FAULT)
        return text(pdf)

    replace(fidelity, "_text", until_it_crashes)
