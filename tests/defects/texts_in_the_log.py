"""Workers log the text that they embed.

In real life: a line for debugging stayed. What users upload is in a log that everyone reads.
"""

import logging
from collections.abc import Sequence

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-9.4",)
FIELD = "security"
SELECTION = ("No Log Line Contains A Document's Text",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    embed = embedder.Embedder.embed

    async def talkative(self: embedder.Embedder, texts: Sequence[str]) -> embedder.Embedded:
        logging.getLogger("pipeline").info("embedding", extra={"texts": list(texts)})
        return await embed(self, texts)

    replace(embedder.Embedder, "embed", talkative)
