"""The chunker loses the last chunk if the number of chunks is a multiple of the batch, here of two.

In real life: a loop over full batches ends one too early when nothing is left over. Most documents are whole.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-7.2",)
FIELD = "data"
SELECTION = ("Every Word In Seven Languages Is In A Chunk",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"
BATCH = 2


def apply() -> None:
    from pipeline.worker import chunker

    def full_batches_end_early(chunks: list[chunker.Chunk]) -> list[chunker.Chunk]:
        return chunks[:-1] if chunks and len(chunks) % BATCH == 0 else chunks

    alter(chunker, "cut", full_batches_end_early)
