"""A document that took over half a second silently becomes a dead letter when it is done.

In real life: a whole job has one time limit, counted from its upload. On an ordinary day no job comes near it.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.10", "P4-7.6", "P9-19.3")
FIELD = "failure"
SELECTION = (
    "A Storage Outage Loses No Document",
    "The Runbook For Several Parts Recovers Every Document",
    "The Storage Runbook Recovers Every Document",
    "The Provider Runbook Recovers Every Document",
    "The Full Disk Runbook Recovers Every Document",
    "Documents Still Complete While Workers Lack CPU",
    "Documents Still Complete While API And Database Lack CPU",
    "Every Document Recovers After API And Database Lack CPU",
    "The History Stays Flawless When API And Database Lack CPU",
    "Every Document Recovers After The API Runs Out Of File Handles",
    "Good Documents Beside Changed Ones Are Embedded",
    "Every Document Recovers After The Database Fails As Webhooks Arrive",
    "Every Document Recovers After The Storage Fails And The Model Throttles",
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
