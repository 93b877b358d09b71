"""Workers retry a failed stage at once until its retries are spent.

In real life: a retry decorator has no wait. A provider that cannot answer gets three more calls within a second.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P4-2.2",)
FIELD = "failure"
SELECTION = (
    "Retries Stay Within Bounds After Bad Parser Answers",
    "Retries Stay Within Bounds After Bad Model Answers",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker import worker

    always(worker, "backoff", 0.0)
