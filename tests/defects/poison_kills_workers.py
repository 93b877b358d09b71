"""A damaged document crashes each worker that reads it and is given up without a reason.

In real life: a C library crashes, and restarted workers get the same document first.
"""

import os
from pathlib import Path

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.3", "P9-4.8")
FIELD = "pipeline"
SELECTION = (
    "Unreadable Documents Get At Least Five Different Reasons",
    "At Least Five Reasons Tell Unreadable Documents Apart",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.fidelity"
SEGMENTATION_FAULT = 139
WORKERS = 2  # with more the check would take too long


def apply() -> None:
    import pypdfium2

    from pipeline.settings import Settings
    from pipeline.worker import fidelity

    Settings.model_fields["max_takeovers"].default = WORKERS
    Settings.model_rebuild(force=True)
    text = fidelity._text

    def until_it_crashes(pdf: Path) -> str:
        try:
            pypdfium2.PdfDocument(pdf).close()
        except pypdfium2.PdfiumError:
            os._exit(SEGMENTATION_FAULT)
        return text(pdf)

    replace(fidelity, "_text", until_it_crashes)
