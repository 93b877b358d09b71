"""Each retry waits as long as the last one would have to.

In real life: backoff is switched off by a constant that is long enough for every rule but the one that it should
grow.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-JOB-3",)
FIELD = "failure"
SELECTION = ("Each Wait Before A Retry Is Longer Than The One Before",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker import worker

    def always_long(base: float, _retries_so_far: int, _retry_after: float | None = None) -> float:
        return 4 * base

    replace(worker, "backoff", always_long)
