"""The agent goes on answering from passages that it once found, even after their document was deleted.

In real life: passages are kept with a question to save a search, and deletion does not reach them. Search itself is
right, so nobody sees it there.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-8.1",)
FIELD = "retrieval"
SELECTION = ("The Agent Answers Nothing From A Deleted Document",)
SERVICES = ("api",)
MODULE = "pipeline.api.chat"


def apply() -> None:
    from pipeline.api import chat
    from pipeline.api.search import retrieve

    known: dict[tuple[Any, str], list[Any]] = {}

    async def remembering(ctx: Any, caller: Any, question: str, k: int) -> list[Any]:
        found = await retrieve(ctx, caller, question, k)
        return known.setdefault((caller.user_id, question), found) or found

    replace(chat, "retrieve", remembering)
