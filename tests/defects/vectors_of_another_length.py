"""The vectors are twice as long as they should be.

In real life: another model's vectors are not normalised. Cosine search works as before; the dot product, which is
quicker, ranks differently.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-10.1",)
FIELD = "data"
SELECTION = ("Every Vector Has Length One",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    def longer(answer: embedder.Embedded) -> embedder.Embedded:
        return embedder.Embedded([[2 * number for number in vector] for vector in answer.vectors], answer.tokens)

    alter(embedder.Embedder, "embed", longer)
