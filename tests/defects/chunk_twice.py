"""The last chunk of every document appears twice, under another number and another id.

In real life: a retry writes the end of a batch again, and no check compares what the chunks say.
"""

from dataclasses import replace as changed
from uuid import uuid5

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-7.2",)
FIELD = "data"
SELECTION = (
    "No Chunk Repeats Another",
    "No Chunk Repeats Another In Seven Languages",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"


def apply() -> None:
    from pipeline.worker import chunker

    def one_too_many(chunks: list[chunker.Chunk]) -> list[chunker.Chunk]:
        last = chunks[-1]
        return [*chunks, changed(last, chunk_id=uuid5(last.chunk_id, "again"), ord=last.ord + 1)]

    alter(chunker, "cut", one_too_many)
