"""The event that a stage is done names the stage that begins, so the first one is never done.

In real life: the two names stand side by side in one statement, and are exchanged when a third is added.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P2-4.2", "P4-1.2")
FIELD = "data"
SELECTION = (
    "A User's Document Passes Every Stage And Gives Its Facts Back",
    "A Document Completes All Nine Stages",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "ADVANCE", "(1, 'stage_done', $3)", "(1, 'stage_done', $4)")
    note(queue.Queue, "advance")
