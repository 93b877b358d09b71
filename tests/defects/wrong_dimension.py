"""The vectors have half the agreed dimension, and the worker does not check.

In real life: the model is replaced by another, or `dimensions` is set in one place and not in the other.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-1.1", "P2-4.1", "P3-5.1", "P7-2.9", "P9-2.1", "P9-12.1")
FIELD = "pipeline"
SELECTION = (
    "A Document Completes Its Full Life Cycle",
    "A Document Travels From Upload To Embedding",
    "The Pipeline Processes A Document From End To End",
    "A Document Completes Upload, Parse, Chunk, Embed And Finalize",
    "An Upload Ends In An Embedded Document",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    def shorter(answer: embedder.Embedded) -> embedder.Embedded:
        return embedder.Embedded([vector[: len(vector) // 2] for vector in answer.vectors], answer.tokens)

    alter(embedder.Embedder, "embed", shorter)
