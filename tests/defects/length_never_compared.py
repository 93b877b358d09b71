"""The length of an upload is taken from what arrived, not from what was announced.

In real life: the storage knows the length best, and the announced one was only an estimate once.
"""

import dataclasses
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-STO-8",)
FIELD = "storage"
SELECTION = ("Fewer Bytes Than Were Announced Are Given Up",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.queued"


def apply() -> None:
    from pipeline.worker.stages import queued

    genuine = queued.run

    async def as_long_as_it_is(job: Any, tools: Any) -> Any:
        info = await tools.storage.info("raw", job.raw_name)
        return await genuine(dataclasses.replace(job, bytes_len=info.size) if info else job, tools)

    replace(queued, "run", as_long_as_it_is)
