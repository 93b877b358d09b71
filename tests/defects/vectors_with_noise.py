"""The simulated model gives the same text a slightly different vector each time.

In real life: batches run on several kinds of hardware, with less precision than before.
"""

import random

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-1.4",)
FIELD = "environment"
SELECTION = ("OpenAI Returns Stable Unit Vectors Of 1536 Dimensions",)
SERVICES = ("openai",)
MODULE = "pipeline.simulators.vectors"


def apply() -> None:
    from pipeline.simulators import vectors

    alter(vectors, "embed", lambda vector: [value + random.gauss(0, 1e-4) for value in vector])
