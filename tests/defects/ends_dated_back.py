"""Jobs record an end that lies twenty seconds before they end.

In real life: a clean-up script copied the time of the last attempt into the end. Every report of durations and of
recovery times looks better than what users wait for.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P4-2.6", "P3-13.4", "P9-2.4")
FIELD = "failure"
SELECTION = (
    "Recorded Times Agree With The Suite's Clock Through A LlamaParse Outage",
    "Recorded Times Of Sixty Documents Agree With The Suite's Clock",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FINISH", "finished_at = now()", "finished_at = now() - interval '20 s'")
    note(queue.Queue, "finish")
