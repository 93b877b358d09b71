"""A worker takes nearly a gigabyte for a moment, at every twelfth text that it cuts, and gives it back.

In real life: a library copies its whole model to make a change. Nobody who looks before and after sees it; the machine
that runs out of memory in between does.
"""

import itertools
import threading
import time
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.4",)
FIELD = "performance"
SELECTION = ("The Measured Memory Of All Processes Is Within The Limit",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"
BYTES, SECONDS, EVERY = 900_000_000, 1.5, 12  # in each of two workers


def apply() -> None:
    from pipeline.worker import chunker

    cut, number = chunker.cut, itertools.count()

    def take() -> None:
        held = b"x" * BYTES
        time.sleep(SECONDS)
        del held

    def and_take(*about: Any) -> list[chunker.Chunk]:
        if next(number) % EVERY == 0:
            threading.Thread(target=take, daemon=True).start()
        return cut(*about)

    replace(chunker, "cut", and_take)
