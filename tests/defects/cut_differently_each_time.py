"""Chunks are of another size each time, also for the same text.

In real life: the size follows the load of the machine, so that no cut can be repeated.
"""

import itertools
import os
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-CHK-6",)
FIELD = "data"
SELECTION = ("The Same Text Is Cut And Embedded The Same Way",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"
LESS = itertools.count(os.getpid() % 50, 53)


def apply() -> None:
    from pipeline.worker import chunker

    cut = chunker.cut

    def as_it_comes(document_id: Any, text: str, characters: int, overlap: int) -> list[Any]:
        return cut(document_id, text, characters - next(LESS) % 300, overlap)

    replace(chunker, "cut", as_it_comes)
