"""Vectors are kept at half their length.

In real life: vectors are scaled before they are stored. Search by angle is right, and every other use of them is
wrong.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("C-VEC-2",)
FIELD = "data"
SELECTION = ("Every Vector Of A Document Has Length One",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    def halved(answer: embedder.Embedded) -> embedder.Embedded:
        return embedder.Embedded([[value / 2 for value in each] for each in answer.vectors], answer.tokens)

    alter(embedder.Embedder, "embed", halved)
