"""The agent cites the passage behind the one that its answer came from.

In real life: the numbers in the prompt count from 1, and the list of passages from 0.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-AGT-2",)
FIELD = "retrieval"
SELECTION = ("What The Agent Says Stands In The Source That It Cites",)
SERVICES = ("api",)
MODULE = "pipeline.api.chat"


def apply() -> None:
    from pipeline.api import chat

    grounded = chat.grounded

    def the_next(answer: str, passages: list[Any]) -> tuple[str, list[Any]]:
        text, sources = grounded(answer, passages)
        return text, [passages[(passages.index(each) + 1) % len(passages)] for each in sources]

    replace(chat, "grounded", the_next)
