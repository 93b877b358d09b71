"""A failed stage is tried again at once, and again, until its retries are spent.

In real life: a retry decorator without a wait. A provider that asks for patience is asked three times more in a second.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-2.2",)
FIELD = "failure"
SELECTION = (
    "--test", "Retries Stay Within Bounds While The Model Throttles",
    "--test", "Retries Stay Within Bounds While The Parser Throttles",
    "--test", "Every Document Recovers After Parser Errors",
    "--test", "Retries Stay Within Bounds After Bad Parser Answers",
    "--test", "Retries Stay Within Bounds After Bad Model Answers",
    "--test", "Retries Stay Within Bounds After An Error In Each Stage",
)  # fmt: skip
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker import worker

    def at_once(_base: float, _retries_so_far: int, _retry_after: float | None = None) -> float:
        return 0.0

    replace(worker, "backoff", at_once)
