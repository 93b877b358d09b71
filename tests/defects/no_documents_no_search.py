"""Search answers 404 to a user who has no documents yet.

In real life: an empty list is taken for a missing resource.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-SRC-8",)
FIELD = "retrieval"
SELECTION = ("A User Without Documents Finds Nothing",)
SERVICES = ("api",)
MODULE = "pipeline.api.search"


def apply() -> None:
    from pipeline.api import search

    retrieve = search.retrieve

    async def found_or_refused(ctx: Any, caller: Any, question: str, k: int) -> list[Any]:
        passages = await retrieve(ctx, caller, question, k)
        if not passages:
            raise search_refusal()
        return passages

    replace(search, "retrieve", found_or_refused)


def search_refusal() -> Exception:
    from pipeline.serving import Refusal

    return Refusal(404, "not_found", "There is no such document.")
