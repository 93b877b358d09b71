"""The chunker loses a chunk in the middle of every document and numbers the others without a gap.

In real life: a filter drops "useless" chunks, or a batch is cut one too short. Counts and order look perfect.
"""

from dataclasses import replace as changed

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-7.2", "P2-4.2", "P7-5.6", "C-CHK-2")
FIELD = "data"
SELECTION = (
    "Every Word Of The Text Is In A Chunk",
    "The Chunks Hold Every Word Of The Text",
    "Chunking Loses No Word Of The Text",
    "Every Word Of The Text Reaches The Chunks",
    "No Word Is Lost Where The Text Is Cut",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"


def apply() -> None:
    from pipeline.worker import chunker

    def one_too_few(chunks: list[chunker.Chunk]) -> list[chunker.Chunk]:
        lost = len(chunks) // 2
        kept = chunks[:lost] + chunks[lost + 1 :]
        return [
            changed(chunk, chunk_id=place.chunk_id, ord=place.ord) for chunk, place in zip(kept, chunks, strict=False)
        ]

    alter(chunker, "cut", one_too_few)
