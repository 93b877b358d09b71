"""The simulated model draws each text's vector from a hash, so that no text is near another.

In real life: a stand-in for the model keeps every promise about shape. Retrieval is chance, and nothing says so.
"""

import math
import random

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-1.4",)
FIELD = "environment"
SELECTION = ("OpenAI Places Texts That Share Words Closer Together",)
SERVICES = ("openai",)
MODULE = "pipeline.simulators.vectors"


def apply() -> None:
    from pipeline.simulators import vectors

    def drawn(text: str, dimensions: int) -> list[float]:
        chance = random.Random(text)
        vector = [chance.gauss(0, 1) for _ in range(dimensions)]
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector]

    replace(vectors, "embed", drawn)
