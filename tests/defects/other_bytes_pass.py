"""A file whose bytes are not those that were announced passes the first stage.

In real life: the hash is compared where the bytes are read once more, one stage later.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-STG-3",)
FIELD = "pipeline"
SELECTION = ("Other Bytes Than Were Announced Do Not Pass The First Stage",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.queued"


def apply() -> None:
    from pipeline.worker.failures import Permanent
    from pipeline.worker.job import Advance
    from pipeline.worker.stages import queued

    run: Any = queued.run

    async def believing(job: Any, tools: Any) -> Any:
        try:
            return await run(job, tools)
        except Permanent as failure:
            if failure.code == "hash_mismatch":
                return Advance(remember={"marks": []})
            raise

    replace(queued, "run", believing)
