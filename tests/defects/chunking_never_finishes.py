"""Chunking never finishes: the chunk buffer stays empty, and embedding never begins.

In real life: the failure PM-4 of iteration 002. A worker finds nothing to do in the stage, and hands the job back.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-22.3",)
FIELD = "pipeline"
SELECTION = ("The Chunk Buffer Fills For Every Document",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.chunking"


def apply() -> None:
    from pipeline.worker.job import Wait
    from pipeline.worker.stages import chunking

    always(chunking, "run", Wait(1))
