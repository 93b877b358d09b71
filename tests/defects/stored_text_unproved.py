"""Workers use the parsed text from storage without checking that it is unchanged.

In real life: the hash is recorded when the text is stored, and nothing compares it.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-4.8",)
FIELD = "failure"
SELECTION = ("Every Upload And Text Changed In The Storage Is Noticed",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.stages.parsed"


def apply() -> None:
    from pipeline.worker.stages import parsed

    async def as_it_is(job: Any, tools: Any) -> str:
        parts = [part async for part in tools.storage.stream("parsed", job.parsed_name)]
        return b"".join(parts).decode()

    replace(parsed, "read", as_it_is)
