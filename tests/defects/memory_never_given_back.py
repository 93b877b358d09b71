"""The worker keeps a gigabyte that it has no use for.

In real life: a model is loaded for a feature that was taken out, or a cache has no end.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.4",)
FIELD = "performance"
SELECTION = ("The Memory Of All Processes Is Measured",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"
BYTES = 600_000_000  # in each of two


def apply() -> None:
    from pipeline.worker import chunker

    cut, kept = chunker.cut, list[bytes]()

    def and_keep(*about: Any) -> list[chunker.Chunk]:
        if not kept:
            kept.append(b"x" * BYTES)
        return cut(*about)

    replace(chunker, "cut", and_keep)
