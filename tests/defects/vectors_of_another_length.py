"""Vectors are twice as long as they should be.

In real life: another model, whose vectors are not normalised. By cosine all is found as before; whoever takes the dot
product instead, as is quicker, gets another order.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-10.1",)
FIELD = "data"
SELECTION = ("Vectors Have The Length Of One",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    def longer(answer: embedder.Embedded) -> embedder.Embedded:
        return embedder.Embedded([[2 * number for number in vector] for vector in answer.vectors], answer.tokens)

    alter(embedder.Embedder, "embed", longer)
