"""Every message to the agent starts a new conversation.

In real life: the page sends the conversation's id under another name than the API reads. Each answer is right.
"""

from keywords.proof.breaking import reroute

REQUIREMENTS = ("P2-4.3",)
FIELD = "retrieval"
SELECTION = ("All Turns Stay In One Conversation", "Follow-Up Questions Are Answered In Context")
SERVICES = ("api",)
MODULE = "pipeline.api.chat"


def apply() -> None:
    from pipeline.api import chat
    from pipeline.api.context import Caller, Ctx
    from pipeline.api.schemas import ChatAnswer, Message

    async def anew(ctx: Ctx, caller: Caller, asked: Message) -> ChatAnswer:
        return await chat.chat(ctx, caller, asked.model_copy(update={"conversation_id": None}))

    reroute(chat.router, chat.chat, anew)
