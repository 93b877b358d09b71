"""Workers retry a failed stage at once until its retries are spent.

In real life: a retry decorator has no wait. A provider that asks for patience gets three more calls within a second.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P4-2.2",)
FIELD = "failure"
SELECTION = (
    "Throttled Documents Are Retried Within Bounds",
    "The Parser's Plea For Patience Is Heeded",
    "Every Document Recovers From Errors Of The Parser",
    "The Parser Is Asked Again Within Bounds",
    "The Model Is Asked Again Within Bounds",
    "Errors In Every Stage Are Tried Again Within Bounds",
)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker import worker

    always(worker, "backoff", 0.0)
