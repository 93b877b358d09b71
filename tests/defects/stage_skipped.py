"""Workers skip a stage: embedding follows chunking, and nothing counts the chunks in the buffer.

In real life: a stage is removed "for speed", or a new one is added to one list of stages and forgotten in another.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P4-1.2", "P2-4.2", "P4-7.1", "P7-2.10", "P9-12.2")
FIELD = "pipeline"
SELECTION = (
    "A Document Completes All Nine Stages",
    "A Finished Document Has Completed All Nine Stages",
    "A Document Moves Through All Nine Stages By Itself",
    "Each Of The Nine Stages Completes",
    "A Document Flows Through All Nine Stages",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.stages import STAGES
    from pipeline.worker import queue

    put(queue, "STAGES", tuple(stage for stage in STAGES if stage != "chunks_buffered"))
    note(queue.Queue, "advance")
