"""A worker takes nearly a gigabyte for three seconds when it cuts its first text, and gives it back.

In real life: a library copies its whole model to make a change. Nobody who looks before and after sees it; the machine
that runs out of memory in between does.
"""

import threading
import time
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.4",)
FIELD = "performance"
SELECTION = ("The Measured Memory Of All Processes Is Within The Limit",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"
BYTES, SECONDS = 900_000_000, 3.0  # in each of two workers, once


def apply() -> None:
    from pipeline.worker import chunker

    cut, took = chunker.cut, list[threading.Thread]()

    def take() -> None:
        held = b"x" * BYTES
        time.sleep(SECONDS)
        del held

    def and_take(*about: Any) -> list[chunker.Chunk]:
        if not took:
            took.append(threading.Thread(target=take, daemon=True))
            took[0].start()
        return cut(*about)

    replace(chunker, "cut", and_take)
