"""A job that a worker hands back unfinished silently becomes a dead letter.

In real life: one value means both "not finished" and "never to be finished". Workers hand jobs back when they stop or
lose their database.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.3", "P4-2.4", "P9-4.4", "P9-4.10")
FIELD = "failure"
SELECTION = (
    "Every Document Recovers After A Database Outage",
    "Every Document Recovers After Database Connections Run Out",
    "Every Document Recovers After A Worker Is Stopped",
    "The Worker Runbook Recovers Every Document",
    "Every Document Recovers After The Database Fails As Webhooks Arrive",
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
