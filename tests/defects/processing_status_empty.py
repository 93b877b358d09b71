"""Workers leave the processing status of a document empty with each stage that they finish.

In real life: the failure PM-3 of iteration 002. The column was renamed in one place only, and a default hid it.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-22.3",)
FIELD = "data"
SELECTION = ("Every Document Has A True Processing Status",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "ADVANCE", "SET processing_status = $4", "SET processing_status = ''")
    note(queue.Queue, "advance")
