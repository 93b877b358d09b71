"""Workers replace an unusable answer of the model with vectors of equal numbers.

In real life: a default stands in for what is missing so that the work goes on. All is green, and search finds
nothing.
"""

from collections.abc import Sequence

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.4", "P7-5.4", "P9-4.8")
FIELD = "failure"
SELECTION = ("Search Finds Every Fact Despite Bad Model Answers",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"
UNUSABLE = ("embedder_malformed", "bad_vectors")


def apply() -> None:
    from pipeline.worker import embedder
    from pipeline.worker.failures import Transient

    embed = embedder.Embedder.embed

    async def whatever_comes(self: embedder.Embedder, texts: Sequence[str]) -> embedder.Embedded:
        try:
            return await embed(self, texts)
        except Transient as error:
            if error.code not in UNUSABLE:
                raise
        number = self._settings.embed_dimensions
        return embedder.Embedded([[number**-0.5] * number for _ in texts], 0)

    replace(embedder.Embedder, "embed", whatever_comes)
