"""Workers embed the buffered chunks without checking that they are still those that were cut.

In real life: a stage trusts what the stage before it left, or at best counts the rows.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-4.8",)
FIELD = "failure"
SELECTION = ("No Chunk With A Wrong Hash Is Kept",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.chunks_buffered"


def apply() -> None:
    from pipeline.worker.stages import chunks_buffered

    always(chunks_buffered, "is_whole", True)
