"""The agent keeps the conversation's id but forgets what was said in it.

In real life: earlier turns are trimmed to save tokens, down to none. Each single question still gets its answer.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P2-4.3",)
FIELD = "retrieval"
SELECTION = (
    "The Agent Answers A Question And The Next One In The Same Conversation",
    "Follow-Up Questions Are Answered In Context",
)
SERVICES = ("api",)
MODULE = "pipeline.api.chat"


def apply() -> None:
    from pipeline.api import chat

    async def nothing(_conn: Any, _conversation_id: Any) -> list[dict[str, str]]:
        return []

    replace(chat, "_earlier_turns", nothing)
