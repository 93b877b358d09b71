"""The agent finds the passage that its answer cites by counting from the end of the list.

In real life: the passages are turned round for the prompt, and not for the answer.
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

    def from_the_end(answer: str, passages: list[Any]) -> tuple[str, list[Any]]:
        text, sources = grounded(answer, passages)
        return text, [passages[-1 - passages.index(each)] for each in sources]

    replace(chat, "grounded", from_the_end)
