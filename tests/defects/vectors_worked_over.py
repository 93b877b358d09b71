"""The worker works over every vector again and again.

In real life: numbers are rounded one by one, in a loop that was written for a handful. The result is right.
"""

import time
from collections.abc import Sequence

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.4",)
FIELD = "performance"
SELECTION = ("The Processor Time Of A Document Is Measured",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"
SECONDS = 0.5  # of the processor, for each document


def apply() -> None:
    from pipeline.worker import embedder

    embed = embedder.Embedder.embed

    async def at_length(self: embedder.Embedder, texts: Sequence[str]) -> embedder.Embedded:
        answer = await embed(self, texts)
        enough = time.process_time() + SECONDS
        while time.process_time() < enough:
            sum(number * number for vector in answer.vectors for number in vector)
        return answer

    replace(embedder.Embedder, "embed", at_length)
