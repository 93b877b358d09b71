"""A chunk in the middle of every document is lost, and the others are numbered as if it had never been.

In real life: a filter for "useless" chunks, or a batch that is cut one too short; counts and order look perfect.
"""

from dataclasses import replace as changed
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.2", "P2-4.2", "P7-5.6")
FIELD = "data"
SELECTION = (
    "Every Word Of The Text Is In A Chunk",
    "Chunking Is Validated",
    "The Chunks Say What The Text Says",
    "Data Flows From The Text To The Chunks",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"


def apply() -> None:
    from pipeline.worker import chunker

    cut = chunker.cut

    def one_too_few(*args: Any) -> list[chunker.Chunk]:
        chunks = cut(*args)
        lost = len(chunks) // 2
        kept = chunks[:lost] + chunks[lost + 1 :]
        return [
            changed(chunk, chunk_id=place.chunk_id, ord=place.ord) for chunk, place in zip(kept, chunks, strict=False)
        ]

    replace(chunker, "cut", one_too_few)
