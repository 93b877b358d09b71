"""The agent answers correctly but names a passage as its source that it did not use.

In real life: passages are numbered from one in the prompt and from zero in the code. Few users ever check a source.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-2.1", "P2-4.3")
FIELD = "retrieval"
SELECTION = ("Each Answer Cites A Source That Holds The Fact", "The Agent Cites Sources That Hold The Facts")
SERVICES = ("api",)
MODULE = "pipeline.api.chat"


def apply() -> None:
    from pipeline.api import chat

    grounded = chat.grounded

    def beside(answer: str, passages: list[Any]) -> tuple[str, list[Any]]:
        text, sources = grounded(answer, passages)
        others = [passage for passage in passages if passage not in sources]
        return text, others[: len(sources)]

    replace(chat, "grounded", beside)
