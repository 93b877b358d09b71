"""Chunks are of another size in each document, also for the same text.

In real life: the size is drawn by the id of the document, to compare sizes, and the trial never ended.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-CHK-6",)
FIELD = "data"
SELECTION = ("The Same Text Is Cut And Embedded The Same Way",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"


def apply() -> None:
    from pipeline.worker import chunker

    cut = chunker.cut

    def as_it_comes(document_id: Any, text: str, characters: int, overlap: int) -> list[Any]:
        return cut(document_id, text, characters - document_id.int % 700, overlap)

    replace(chunker, "cut", as_it_comes)
