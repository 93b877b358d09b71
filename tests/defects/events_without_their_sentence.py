"""The events of a failure have its code and another sentence than its owner reads.

In real life: messages are shortened before they are written to the log of events.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("C-EVT-3",)
FIELD = "monitoring"
SELECTION = ("An Error Among The Events Has The Code And The Sentence Of The Job",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FAIL", "$5::jsonb || jsonb_build_object(", "$5::jsonb || jsonb_build_object('message', 'It failed.', ")
    note(queue.Queue, "_fail")
