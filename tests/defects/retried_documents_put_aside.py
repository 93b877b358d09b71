"""A document that was retried silently becomes a dead letter when it is done.

In real life: the last step calls a job good only if no error was ever recorded, even one that a retry mended.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.1", "P4-2.1", "P3-6.2", "P2-14.2", "P9-18.2")
FIELD = "failure"
SELECTION = (
    "Every Document Recovers After A Parser Outage",
    "Every Document Recovers After The Storage Runs Full",
    "Every Document Recovers After The Database Runs Full",
    "Every Document Recovers After Workers Run Out Of Memory",
    "Every Document Recovers After An Error In Each Stage",
    "A Dead Letter Recovers By Hand After A Late Parser Answer",
    "Every Dead Letter Recovers When Retried By Hand",
    "Every Document Is Embedded Although Data Was Changed",
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
