"""Every second chunk has the vector of the chunk before it.

In real life: a batch is filled up with the last answer where one is missing.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("C-VEC-6",)
FIELD = "data"
SELECTION = ("Different Texts Have Different Vectors",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    def in_pairs(answer: embedder.Embedded) -> embedder.Embedded:
        return embedder.Embedded([answer.vectors[n - n % 2] for n in range(len(answer.vectors))], answer.tokens)

    alter(embedder.Embedder, "embed", in_pairs)
