"""No event says that the parsing of a document begins.

In real life: the event is written where a call succeeds at once, and this one is answered later.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.8", "P4-7.3", "P2-4.6", "P4-7.1", "P7-2.6", "P7-5.6", "P9-3.2", "P9-12.3", "P9-13.1")
FIELD = "monitoring"
SELECTION = (
    "--test", "All Nine Stages Have A Measured Time",
    "--test", "The Stages Account For At Least 95 Percent Of The Processing Time",
    "--test", "Sixty Documents Move Through Their Stages Without A Flaw",
    "--test", "Live Status Reports Every Stage In Order",
    "--test", "The State Machine Makes Only Correct Transitions",
    "--test", "The Data Of Sixty Documents Flows Without A Flaw",
    "--test", "Workers Claim The Jobs Of Six Users Without Conflict",
    "--test", "The Life Cycles Of Sixty Jobs Are Flawless",
    "--test", "The Histories Of Sixty Simultaneous Documents Are Flawless",
)  # fmt: skip
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    steps = "AS steps (n, type, event_stage)"
    untold = f"{steps} WHERE (type, event_stage) <> ('stage_started', 'parsing')"
    setattr(queue, "ADVANCE", queue.ADVANCE.replace(steps, untold))  # noqa: B010
    replace(queue.Queue, "advance", queue.Queue.advance)
