"""Workers redo an interrupted document half a minute after they finished it.

In real life: a queue redelivers what was not acknowledged, and the code acknowledges only a first delivery.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.1", "P9-4.2", "P9-4.3", "P9-4.4", "P3-13.4", "P4-2.6")
FIELD = "failure"
SELECTION = (
    "Recovery From A Database Outage Takes No Longer Than Required",
    "Recovery From A Parser Outage Takes No Longer Than Required",
    "Recovery From A Model Outage Takes No Longer Than Required",
    "Recovery From Killed Workers Takes No Longer Than Required",
    "Measured Recovery From A Storage Outage Is Within The Limit",
    "Recovery From A Lack Of Memory Takes No Longer Than Required",
    "Recovery From A Full Storage Takes No Longer Than Required",
    "Recovery From A Full Database Takes No Longer Than Required",
    "Recovery From A Kill In Each Stage Takes No Longer Than Required",
    "A Worker That Sleeps Past Its Lease Duplicates No Document",
    "Ten Random Kills Duplicate No Document",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
AGAIN_SECONDS = 35
MARK = "payload = payload || jsonb_build_object('interrupted', {}),"
INTERRUPTED = "coalesce((payload ->> 'interrupted')::boolean, false)"
DONE = "SET state = 'done', stage_pct = 100, last_error = NULL,"
ENDED = "finished_at = now(),"
AGAIN = f"""
    SET state = CASE WHEN {INTERRUPTED} THEN 'queued' ELSE 'done' END,
        stage = CASE WHEN {INTERRUPTED} THEN 'queued' ELSE stage END,
        stage_pct = 100, last_error = NULL, available_at = now() + interval '{AGAIN_SECONDS} s',
        {MARK.format("false")}
"""


def apply() -> None:
    from pipeline.worker import queue

    interrupted = f"{INTERRUPTED} OR was = 'working'"
    edit(queue, "CLAIM", "SET state = 'working',", f"SET {MARK.format(interrupted)} state = 'working',")
    handed_back = f"{INTERRUPTED} OR $3::interval = '0'"
    edit(queue, "RELEASE", "SET state = 'queued',", f"SET {MARK.format(handed_back)} state = 'queued',")
    edit(queue, "FAIL", "SET state = $3,", f"SET {MARK.format('true')} state = $3,")
    edit(queue, "FINISH", DONE, AGAIN)
    edit(queue, "FINISH", ENDED, f"finished_at = CASE WHEN {INTERRUPTED} THEN NULL ELSE now() END,")
    edit(queue, "FINISH", "'stage', stage, 'state', state,", "'stage', 'embedded', 'state', 'done',")
    note(queue.Queue, "finish")
