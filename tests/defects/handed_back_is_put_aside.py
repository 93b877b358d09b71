"""A job that a worker hands back unfinished silently becomes a dead letter.

In real life: one value means both "not finished" and "never to be finished". Workers hand jobs back when they stop or
lose their database.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.3", "P4-2.4", "P9-4.4", "P9-4.10")
FIELD = "failure"
SELECTION = (
    "Every Document Recovers When The Database Is Back",
    "Every Document Recovers When Connections Are Free Again",
    "The Jobs Of A Worker That Stops Come To Their End",
    "Every Document Recovers By The Runbook For The Workers",
    "Documents Recover From A Database That Went Away As Webhooks Came",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
QUEUED = "SET state = 'queued', claimed_by = NULL,"
ASIDE = """
SET state = CASE WHEN $3::interval > '0' THEN 'queued' ELSE 'deadletter' END,
    finished_at = CASE WHEN $3::interval > '0' THEN NULL ELSE now() END, claimed_by = NULL,
"""


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "RELEASE", QUEUED, ASIDE)
    note(queue.Queue, "release")
