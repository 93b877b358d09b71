"""Each chunk gets the vector of the one before it in its batch.

In real life: an answer in parts is put together with an index that counts from one. Number, length and values of the
vectors are right, and every status is green.
"""

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-2.1", "P2-4.2", "P3-5.1", "P7-2.11", "P7-7.4", "P4-3.1")
FIELD = "pipeline"
SELECTION = (
    "Search Finds Every Planted Fact",
    "Embedding Makes Every Planted Fact Searchable",
    "A New User Uploads A Document And Finds Every Fact In It",
    "The Parts Together Let Search Find Every Planted Fact",
    "A Document Is Embedded As Recorded",
    "Search Finds Every Fact Of Five Documents Uploaded At Once",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    def shifted(answer: embedder.Embedded) -> embedder.Embedded:
        return embedder.Embedded([answer.vectors[-1], *answer.vectors[:-1]], answer.tokens)

    alter(embedder.Embedder, "embed", shifted)
