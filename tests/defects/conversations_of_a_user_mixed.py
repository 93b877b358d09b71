"""The agent remembers the last turns of its user, whichever conversation they belong to.

In real life: the query for the turns of a conversation filters by user alone. With one conversation at a time
nobody notices.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-AGT-7",)
FIELD = "retrieval"
SELECTION = ("Two Conversations Of A User Do Not Mix",)
SERVICES = ("api",)
MODULE = "pipeline.api.chat"
LAST = "SELECT role, content FROM upload_pipeline.messages ORDER BY message_id DESC LIMIT $1"


def apply() -> None:
    from pipeline.api import chat

    async def of_any_conversation(conn: Any, conversation_id: Any) -> list[dict[str, str]]:
        if conversation_id is None:
            return []
        return [dict(row) for row in reversed(await conn.fetch(LAST, chat.TURNS))]

    replace(chat, "_earlier_turns", of_any_conversation)
