"""A job that is taken over or retried starts again from its first stage.

In real life: no code records how far a job came, or reads it when the job resumes. All work is done and paid for twice.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.4", "P4-2.5")
FIELD = "failure"
SELECTION = (
    "The History Has No Flaw After Workers Were Killed",
    "An Error In One Stage Does Not Undo Another",
    "Nobody Pays Twice For The Parser's Bad Days",
    "Nobody Pays Twice For The Model's Bad Days",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    anew = "SET stage = CASE WHEN was IN ('working', 'retryable') THEN 'queued' ELSE stage END, state = 'working',"
    edit(queue, "CLAIM", "SET state = 'working',", anew)
    note(queue.Queue, "claim")
