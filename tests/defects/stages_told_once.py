"""A job that repeats a stage writes events only the first time.

In real life: existing events are skipped so that writing twice does no harm. That hides work done twice.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.8",)
FIELD = "failure"
SELECTION = ("The History Shows That A Stage Was Put Back",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"
STEPS = "AS steps (n, type, event_stage)"
NEW = """
WHERE NOT EXISTS (SELECT FROM upload_pipeline.events AS told
    WHERE told.job_id = held.job_id AND told.type = steps.type AND told.payload ->> 'stage' = event_stage::text)
"""


def apply() -> None:
    from pipeline.worker import queue

    edit(queue, "ADVANCE", STEPS, f"{STEPS} {NEW}")
    note(queue.Queue, "advance")
