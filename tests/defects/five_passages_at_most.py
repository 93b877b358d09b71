"""Search gives five passages at most, however many were asked for.

In real life: a default from the first version is still applied behind the parameter.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-SRC-1", "C-SRC-2")
FIELD = "retrieval"
SELECTION = ("A Search Gives As Many Passages As Were Asked For", "A Search For More Than There Is Gives All There Is")
SERVICES = ("api",)
MODULE = "pipeline.api.search"


def apply() -> None:
    from pipeline.api import search

    retrieve = search.retrieve

    async def five(ctx: Any, caller: Any, question: str, k: int) -> list[Any]:
        return await retrieve(ctx, caller, question, min(k, 5))

    replace(search, "retrieve", five)
