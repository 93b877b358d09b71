"""Workers write five megabytes to a temporary file for each text that they cut.

In real life: a cache that is meant for a network disk stayed switched on. The disk of the machine wears out.
"""

import tempfile
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.4",)
FIELD = "performance"
SELECTION = ("The Measured Data Written Per Document Is Within The Limit",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.chunker"
PART, TIMES = b"x" * 1_000_000, 5


def apply() -> None:
    from pipeline.worker import chunker

    cut = chunker.cut

    def and_write(*about: Any) -> list[chunker.Chunk]:
        with tempfile.TemporaryFile() as cache:
            for _ in range(TIMES):
                cache.seek(0)
                cache.write(PART)
                cache.flush()
        return cut(*about)

    replace(chunker, "cut", and_write)
