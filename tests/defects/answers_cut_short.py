"""The agent cuts every answer off after three words.

In real life: the model has a token limit that was enough for the demonstration. The sources are right.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.3", "P9-2.1", "P7-5.6", "P3-5.1")
FIELD = "retrieval"
SELECTION = (
    "The Agent Answers With Every Planted Fact",
    "The Agent Answers From A Processed Document",
    "Every Planted Fact Reaches The Agent's Answers",
    "Every Turn Of A Conversation Is Answered With The Right Fact",
)
SERVICES = ("api",)
MODULE = "pipeline.api.chat"
WORDS = 3


def apply() -> None:
    from pipeline.api import chat

    grounded = chat.grounded

    def shortly(answer: str, passages: list[Any]) -> tuple[str, list[Any]]:
        text, sources = grounded(answer, passages)
        return " ".join(text.split()[:WORDS]), sources

    replace(chat, "grounded", shortly)
