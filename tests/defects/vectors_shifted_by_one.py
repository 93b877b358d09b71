"""Each chunk gets the vector of the one before it in its batch.

In real life: an answer in parts is put together with an index that counts from one. Number, length and values of the
vectors are right, and every status is green.
"""

from collections.abc import Sequence

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.1", "P2-4.2", "P3-5.1", "P7-2.11", "P7-7.4")
FIELD = "pipeline"
SELECTION = (
    "--test", "Search Finds Every Planted Fact",
    "--test", "Embedding Makes Every Planted Fact Searchable",
    "--test", "A New User Uploads A Document And Finds Every Fact In It",
    "--test", "The Parts Together Let Search Find Every Planted Fact",
    "--test", "A Document Is Embedded As Recorded",
)  # fmt: skip
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    embed = embedder.Embedder.embed

    async def shifted(self: embedder.Embedder, texts: Sequence[str]) -> embedder.Embedded:
        answer = await embed(self, texts)
        return embedder.Embedded([answer.vectors[-1], *answer.vectors[:-1]], answer.tokens)

    replace(embedder.Embedder, "embed", shifted)
