"""Search keeps finding what it once found, even after the document was deleted.

In real life: results are cached to save calls, and deletion does not clear the cache.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-8.1",)
FIELD = "data"
SELECTION = ("Search Finds No Fact Of A Deleted Document",)
SERVICES = ("api",)
MODULE = "pipeline.api.search"


def apply() -> None:
    from pipeline.api import search

    retrieve = search.retrieve
    known: dict[tuple[Any, str], list[Any]] = {}

    async def remembering(ctx: Any, caller: Any, question: str, k: int) -> list[Any]:
        found = await retrieve(ctx, caller, question, k)
        return known.setdefault((caller.user_id, question), found) or found

    replace(search, "retrieve", remembering)
