"""That a stage was begun or done is told only the first time, also of a job that goes through it again.

In real life: an event that is there already is skipped, so that writing twice does no harm. It hides work done twice.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.8",)
FIELD = "failure"
SELECTION = ("The History Tells Of A Stage That Was Put Back",)
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
