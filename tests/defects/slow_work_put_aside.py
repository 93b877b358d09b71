"""A document that took longer than half a second from its upload is put aside when it is done, and nobody is told.

In real life: a limit for a whole job, counted from when it was sent. On an ordinary day no job comes near it.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.10", "P4-7.6", "P9-19.3")
FIELD = "failure"
SELECTION = (
    "--test", "A Storage Outage Loses No Document",
    "--test", "The Runbook For Several Parts Recovers Every Document",
    "--test", "The Storage Runbook Recovers Every Document",
    "--test", "The Provider Runbook Recovers Every Document",
    "--test", "The Full Disk Runbook Recovers Every Document",
    "--test", "Documents Still Complete While Workers Lack CPU",
    "--test", "Every Document Recovers After The API Runs Out Of File Handles",
    "--test", "Good Documents Beside Changed Ones Are Embedded",
    "--test", "Every Document Recovers After The Database Fails As Webhooks Arrive",
    "--test", "Every Document Recovers After The Storage Fails And The Model Throttles",
)  # fmt: skip
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
DONE = "SET state = 'done', stage_pct = 100, last_error = NULL,"
ASIDE = (
    "SET state = CASE WHEN now() > created_at + interval '500 ms' THEN 'deadletter' ELSE 'done' END, stage_pct = 100,"
)
TOLD = "AS steps (n, type)"


def apply() -> None:
    from pipeline.worker import queue

    assert DONE in queue.FINISH
    queue.FINISH = queue.FINISH.replace(DONE, ASIDE).replace(TOLD, f"{TOLD} WHERE n = 1 OR state = 'done'")
    replace(queue.Queue, "finish", queue.Queue.finish)
