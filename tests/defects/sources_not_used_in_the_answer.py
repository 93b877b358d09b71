"""The agent names every passage that it was given as a source of its answer.

In real life: the list of passages is returned instead of the list of citations. Every answer is right, and its
sources look rich.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-AGT-1",)
FIELD = "retrieval"
SELECTION = ("The Agent Names Only Sources That Its Answer Used",)
SERVICES = ("api",)
MODULE = "pipeline.api.chat"


def apply() -> None:
    from pipeline.api import chat

    grounded = chat.grounded

    def with_all_passages(answer: str, passages: list[Any]) -> tuple[str, list[Any]]:
        text, sources = grounded(answer, passages)
        return text, [*sources, *(each for each in passages if each not in sources)] if sources else []

    replace(chat, "grounded", with_all_passages)
