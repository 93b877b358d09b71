"""Workers process every vector again and again.

In real life: numbers are rounded one by one, in a loop that was written for a handful. The result is right.
"""

import time

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-2.4", "P7-2.8")
FIELD = "performance"
SELECTION = (
    "The Measured CPU Time Per Document Is Within The Limit",
    "Workers Use No More CPU Per Document Than Required",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.embedder"
SECONDS = 0.5  # of processor time, for each batch of vectors


def apply() -> None:
    from pipeline.worker import embedder

    def at_length(answer: embedder.Embedded) -> embedder.Embedded:
        enough = time.process_time() + SECONDS
        while time.process_time() < enough:
            sum(number * number for vector in answer.vectors for number in vector)
        return answer

    alter(embedder.Embedder, "embed", at_length)
