"""No event says that a document's chunks are buffered, although the stage runs.

In real life: the stage seems to interest no one, so its events are filtered out.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-3.4", "P7-7.5", "P9-7.5", "P2-4.1")
FIELD = "data"
SELECTION = (
    "All Nine Stages Have An Event",
    "A Document Changes State As Recorded",
    "The Injected Failures Leave The History Flawless",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
STEPS = "AS steps (n, type, event_stage)"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "ADVANCE", STEPS, f"{STEPS} WHERE event_stage <> 'chunks_buffered'")
    note(queue.Queue, "advance")
