"""Each chunk of a batch gets the vector of the next one.

In real life: answers of a batch are matched with their texts by arrival. All vectors are there, and all are well
formed.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("C-VEC-1",)
FIELD = "data"
SELECTION = ("Every Chunk Has The Vector Of Its Own Text",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    def shifted(answer: embedder.Embedded) -> embedder.Embedded:
        return embedder.Embedded([*answer.vectors[1:], *answer.vectors[:1]], answer.tokens)

    alter(embedder.Embedder, "embed", shifted)
