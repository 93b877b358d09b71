"""The last chunk is lost whenever the number of chunks is a multiple of the batch, here of two.

In real life: a loop over full batches ends one too early when nothing is left over. Most documents are whole.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.2",)
FIELD = "data"
SELECTION = ("Every Word In Any Language Is In A Chunk",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"
BATCH = 2


def apply() -> None:
    from pipeline.worker import chunker

    cut = chunker.cut

    def full_batches_end_early(*args: Any) -> list[chunker.Chunk]:
        chunks = cut(*args)
        return chunks[:-1] if chunks and len(chunks) % BATCH == 0 else chunks

    replace(chunker, "cut", full_batches_end_early)
