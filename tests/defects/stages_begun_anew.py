"""A job that is taken over or retried starts again from its first stage.

In real life: no code records how far a job came, or reads it when the job resumes. All work is done and paid for
twice.
"""

from keywords.proof.breaking import edit, note

REQUIREMENTS = ("P9-4.4", "P4-2.5")
FIELD = "failure"
SELECTION = (
    "The History Stays Flawless When The Workers Are Killed",
    "No Finished Stage Is Repeated After An Error In Another",
    "Bad Parser Answers Do Not Change What A Document Costs",
    "Bad Model Answers Do Not Change What A Document Costs",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.queue"


def apply() -> None:
    from pipeline.worker import queue

    anew = "SET stage = CASE WHEN was IN ('working', 'retryable') THEN 'queued' ELSE stage END, state = 'working',"
    edit(queue, "CLAIM", "SET state = 'working',", anew)
    note(queue.Queue, "claim")
