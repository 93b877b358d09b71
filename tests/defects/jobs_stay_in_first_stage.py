"""Workers claim each new job and hand it back at once, so it stays in its first stage.

In real life: the failure PM-6 of iteration 002. The worker looks for the bytes in a place where they never arrive.
"""

from keywords.proof.breaking import always

REQUIREMENTS = ("P9-22.3",)
FIELD = "pipeline"
SELECTION = ("Every Job Leaves Its First Stages",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.queued"


def apply() -> None:
    from pipeline.worker.job import Wait
    from pipeline.worker.stages import queued

    always(queued, "run", Wait(1))
