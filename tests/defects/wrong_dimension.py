"""The vectors have half the agreed dimension, and the worker does not check.

In real life: the model is replaced by another, or `dimensions` is set in one place and not in the other.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P4-1.1", "P2-4.1", "P7-2.9", "P9-2.1", "P9-12.1")
FIELD = "pipeline"
SELECTION = (
    "A Document Goes Through Its Full Life",
    "A Document Travels Through Every Part",
    "The Pipeline Works From End To End",
    "Upload, Parse, Chunk, Embed And Finalize Complete",
    "The Upload Workflow Is Complete",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    def shorter(answer: embedder.Embedded) -> embedder.Embedded:
        return embedder.Embedded([vector[: len(vector) // 2] for vector in answer.vectors], answer.tokens)

    alter(embedder.Embedder, "embed", shorter)
