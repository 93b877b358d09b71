"""A second file with the same text is embedded like the first.

In real life: the refusal of a repeated text is taken for a race and ignored. Every answer then comes twice.
"""

import contextlib
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-STG-7",)
FIELD = "pipeline"
SELECTION = ("A Text That Its User Has Already Is Not Embedded Again",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.parsed"


def apply() -> None:
    from pipeline.worker.failures import Permanent
    from pipeline.worker.job import Advance
    from pipeline.worker.stages import parsed

    run: Any = parsed.run

    async def whatever_is_known(job: Any, tools: Any) -> Any:
        outcome = await run(job, tools)

        async def write(conn: Any) -> None:
            with contextlib.suppress(Permanent):
                async with conn.transaction():
                    await outcome.write(conn)

        return Advance(write)

    replace(parsed, "run", whatever_is_known)
