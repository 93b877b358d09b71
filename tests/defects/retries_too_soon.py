"""Workers retry a failed stage after a quarter of the promised wait.

In real life: a unit is mistaken, or a wait was shortened for a test. It looks like a backoff and is none.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.5", "P9-12.4")
FIELD = "failure"
SELECTION = ("Retries Stay Within Bounds After Bad Parser Answers",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker import worker
    from pipeline.worker.failures import backoff

    def soon(base: float, retries_so_far: int, retry_after: float | None = None) -> float:
        return backoff(base, retries_so_far, retry_after) / 4

    replace(worker, "backoff", soon)
