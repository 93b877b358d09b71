"""A chunk in the middle of every document is lost, and the others are numbered as if it had never been.

In real life: a filter for "useless" chunks, or a batch that is cut one too short; counts and order look perfect.
"""

from dataclasses import replace as changed
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.2", "P2-4.2", "P7-5.6")
FIELD = "data"
SELECTION = (
    "--test", "Every Word Of The Text Is In A Chunk",
    "--test", "The Chunks Hold Every Word Of The Text",
    "--test", "Chunking Loses No Word Of The Text",
    "--test", "Every Word Of The Text Reaches The Chunks",
)  # fmt: skip
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
