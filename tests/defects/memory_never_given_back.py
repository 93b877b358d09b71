"""The workers hold over a gigabyte that they do not use.

In real life: a model is loaded for a feature that was removed, or a cache has no limit.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.4",)
FIELD = "performance"
SELECTION = ("The Measured Memory Of All Processes Is Within The Limit",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"
BYTES = 600_000_000  # in each of two workers


def apply() -> None:
    from pipeline.worker import chunker

    cut, kept = chunker.cut, list[bytes]()

    def and_keep(*about: Any) -> list[chunker.Chunk]:
        if not kept:
            kept.append(b"x" * BYTES)
        return cut(*about)

    replace(chunker, "cut", and_keep)
