"""A document is given up after two retries.

In real life: the first attempt is counted as a retry. Every history looks orderly, and documents are given up a
little too soon.
"""

import dataclasses
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-JOB-2",)
FIELD = "failure"
SELECTION = ("A Document Is Tried Again Three Times Before It Is Given Up",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.worker"


def apply() -> None:
    from pipeline.worker.worker import BaseWorker

    fail = BaseWorker._fail

    async def sooner(self: BaseWorker, job: Any, failure: Any, conn: Any = None) -> None:
        await fail(self, dataclasses.replace(job, retry_count=job.retry_count + 1), failure, conn)

    replace(BaseWorker, "_fail", sooner)
