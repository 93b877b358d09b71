"""A document that was retried silently becomes a dead letter when it is done.

In real life: the last step calls a job good only if no error was ever recorded, even one that a retry mended.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.1", "P4-2.1", "P3-6.2", "P2-14.2", "P9-18.2")
FIELD = "failure"
SELECTION = (
    "Every Document Recovers When The Parser Is Back",
    "Every Document Recovers When The Storage Has Room Again",
    "Every Document Recovers When The Database Has Room Again",
    "Every Document Recovers When Workers Have Memory Again",
    "Documents Recover From Errors In Every Stage",
    "What Was Answered Too Late Is Taken Up By Hand",
    "Dead Letters Recover By Hand",
    "Documents Whose Data Were Changed Are Embedded In The End",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
JOBS = "UPDATE upload_pipeline.upload_jobs"
DONE = "SET state = 'done', stage_pct = 100, last_error = NULL,"
ASIDE = """
    SET state = CASE WHEN EXISTS (SELECT FROM upload_pipeline.events e WHERE e.job_id = j.job_id AND e.type = 'error')
                     THEN 'deadletter' ELSE 'done' END, stage_pct = 100,
"""
STEPS = "AS steps (n, type)"


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "FINISH", JOBS, f"{JOBS} j")
    edit(queue, "FINISH", DONE, ASIDE)
    edit(queue, "FINISH", STEPS, f"{STEPS} WHERE n = 1 OR state = 'done'")
    note(queue.Queue, "finish")
