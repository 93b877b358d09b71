"""Nobody looks whether the chunks in the buffer are still those that were cut, before they get their vectors.

In real life: rows are counted at best, and what is between two stages is taken for what the first has left there.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-4.8",)
FIELD = "failure"
SELECTION = ("No Changed Chunk Is Kept",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.chunks_buffered"


def apply() -> None:
    from pipeline.worker.stages import chunks_buffered

    always(chunks_buffered, "is_whole", True)
