"""No event says that the parsing of a document begins.

In real life: the event is written where a call succeeds at once, and this call is answered later.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-7.3", "P2-4.6", "P4-7.1", "P7-2.6", "P7-5.6", "P9-3.2", "P9-12.3", "P9-13.1")
FIELD = "monitoring"
SELECTION = (
    "All Nine Stages Have A Measured Time",
    "The Stages Account For At Least 95 Percent Of The Processing Time",
    "Sixty Documents Move Through Their Stages Without A Flaw",
    "Live Status Reports Every Stage In Order",
    "The State Machine Makes Only Correct Transitions",
    "The Data Of Sixty Documents Flows Without A Flaw",
    "Workers Claim The Jobs Of Six Users Without Conflict",
    "The Life Cycles Of Sixty Jobs Are Flawless",
    "The Histories Of Sixty Simultaneous Documents Are Flawless",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
STEPS = "AS steps (n, type, event_stage)"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "ADVANCE", STEPS, f"{STEPS} WHERE (type, event_stage) <> ('stage_started', 'parsing')")
    note(queue.Queue, "advance")
