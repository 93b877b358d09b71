"""The vectors have the wrong dimension, and the worker does not look: half as long as agreed.

In real life: the model is exchanged for another, or `dimensions` is set in one place and not in the other.
"""

from collections.abc import Sequence

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-1.1", "P2-4.1", "P7-2.9", "P9-2.1", "P9-12.1")
FIELD = "pipeline"
SELECTION = (
    "--test", "A Document Completes Its Full Life Cycle",
    "--test", "A Document Travels From Upload To Embedding",
    "--test", "The Pipeline Processes A Document From End To End",
    "--test", "A Document Completes Upload, Parse, Chunk, Embed And Finalize",
    "--test", "An Upload Ends In An Embedded Document",
)  # fmt: skip
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    embed = embedder.Embedder.embed

    async def shorter(self: embedder.Embedder, texts: Sequence[str]) -> embedder.Embedded:
        answer = await embed(self, texts)
        return embedder.Embedded([vector[: len(vector) // 2] for vector in answer.vectors], answer.tokens)

    replace(embedder.Embedder, "embed", shorter)
