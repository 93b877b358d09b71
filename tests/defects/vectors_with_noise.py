"""Vectors differ a little each time, also for the same text.

In real life: the model is asked through a cache that rounds, or two versions of it answer in turn. Search hardly
suffers.
"""

import math
import random

from keywords.proof.breaking import alter

REQUIREMENTS = ("C-VEC-5",)
FIELD = "data"
SELECTION = ("The Same Text Is Cut And Embedded The Same Way",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"


def apply() -> None:
    from pipeline.worker import embedder

    def noisy(answer: embedder.Embedded) -> embedder.Embedded:
        return embedder.Embedded([of_length_one(with_noise(each)) for each in answer.vectors], answer.tokens)

    alter(embedder.Embedder, "embed", noisy)


def with_noise(vector: list[float]) -> list[float]:
    return [value + random.gauss(0, 0.001) for value in vector]


def of_length_one(vector: list[float]) -> list[float]:
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector]
