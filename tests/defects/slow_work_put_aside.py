"""A document that took over half a second silently becomes a dead letter when it is done.

In real life: a whole job has one time limit, counted from its upload. On an ordinary day no job comes near it.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.10", "P4-7.6", "P9-19.3")
FIELD = "failure"
SELECTION = (
    "Parts That Were Away Recover By Themselves",
    "Every Document Recovers By The Runbook For Several Parts",
    "Every Document Recovers By The Runbook For The Storage",
    "Every Document Recovers By The Runbook For A Provider",
    "Every Document Recovers By The Runbook For A Full Disk",
    "Every Document Is Embedded With Hardly A Processor",
    "Every Document Recovers When The API Has Handles Again",
    "Documents Beside Changed Ones Are Embedded",
    "Documents Recover From A Database That Went Away As Webhooks Came",
    "Documents Recover When The Storage Is Away And The Model Busy",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
DONE = "SET state = 'done', stage_pct = 100, last_error = NULL,"
ASIDE = (
    "SET state = CASE WHEN now() > created_at + interval '500 ms' THEN 'deadletter' ELSE 'done' END, stage_pct = 100,"
)
STEPS = "AS steps (n, type)"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FINISH", DONE, ASIDE)
    edit(queue, "FINISH", STEPS, f"{STEPS} WHERE n = 1 OR state = 'done'")
    note(queue.Queue, "finish")
