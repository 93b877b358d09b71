"""No event says that the parsing of a document begins.

In real life: the event is written where a call succeeds at once, and this call is answered later.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-7.8", "P4-7.3", "P2-4.6", "P4-7.1", "P7-2.6", "P7-5.6", "P9-3.2", "P9-12.3", "P9-13.1")
FIELD = "monitoring"
SELECTION = (
    "Each Stage Has A Measured Time",
    "The Time Of A Document Is Explained By Its Stages",
    "Every Transition Of Many Happens By Itself",
    "Every Stage Is Told In Its Order",
    "The State Machine Makes The Correct Transitions",
    "Data Flows Without A Flaw",
    "Workers Of Several Users' Jobs Claim Them Without Conflict",
    "The Lives Of Sixty Jobs Have No Flaw",
    "Sixty Histories At Once Have No Flaw",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
STEPS = "AS steps (n, type, event_stage)"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "ADVANCE", STEPS, f"{STEPS} WHERE (type, event_stage) <> ('stage_started', 'parsing')")
    note(queue.Queue, "advance")
