"""The parser is never asked: a document whose webhook was lost waits until it is given up, ten minutes later.

In real life: webhooks were said to be reliable, and in every test they were.
"""

import asyncio
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.4", "P7-5.4")
FIELD = "failure"
SELECTION = ("--test", "Webhooks That Go Astray Lose No Document")
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.parsing"


def apply() -> None:
    from pipeline.worker.parser import delivered, read_result
    from pipeline.worker.stages import parsing

    async def only_when_told(_job: Any, parser_job_id: str, tools: Any) -> Any:
        async with tools.database.connection() as conn:
            result = await delivered(conn, parser_job_id)
        return await asyncio.to_thread(read_result, result) if result else None

    replace(parsing, "_answer", only_when_told)
