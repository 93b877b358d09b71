"""The agent: retrieves passages, asks the model about them, and returns the answer with the sources it cites."""

import re
from uuid import UUID

from fastapi import APIRouter

from pipeline.api.context import Caller, Ctx
from pipeline.api.schemas import ChatAnswer, Message, Passage, answers
from pipeline.api.search import retrieve
from pipeline.database.pool import Connection
from pipeline.serving import Refusal

router = APIRouter(tags=["agent"])
PASSAGES = 6
TURNS = 6
NOTHING_FOUND = "I found nothing about that in your documents."
INSTRUCTIONS = (
    "You answer questions about the user's own documents. Use only the numbered passages of the context, "
    "and put the number of each passage that you use in square brackets behind what you took from it, like [2]. "
    "If the passages do not hold the answer, reply exactly: I could not find that in the documents."
)
_CITED = re.compile(r"\[(\d{1,2})\]")


@router.post("/chat", responses=answers(401, 404, 422, 429))
async def chat(ctx: Ctx, caller: Caller, asked: Message) -> ChatAnswer:
    async with ctx.as_user(caller) as conn:
        earlier = await _earlier_turns(conn, asked.conversation_id)
    passages = await retrieve(ctx, caller, _with_last_question(asked.message, earlier), PASSAGES)
    text, sources = NOTHING_FOUND, list[Passage]()
    if passages:
        text, sources = grounded(await ctx.model.answer(prompt(asked.message, passages, earlier)), passages)
    async with ctx.as_user(caller) as conn:
        conversation_id = asked.conversation_id or await conn.fetchval(
            "INSERT INTO upload_pipeline.conversations (user_id) VALUES ($1) RETURNING conversation_id", caller.user_id
        )
        await conn.executemany(
            "INSERT INTO upload_pipeline.messages (conversation_id, role, content) VALUES ($1, $2, $3)",
            [(conversation_id, "user", asked.message), (conversation_id, "assistant", text)],
        )
    return ChatAnswer(answer=text, sources=sources, conversation_id=conversation_id)


def prompt(question: str, passages: list[Passage], earlier: list[dict[str, str]]) -> list[dict[str, str]]:
    context = "\n\n".join(f"[{number}] {passage.text}" for number, passage in enumerate(passages, 1))
    return [
        {"role": "system", "content": INSTRUCTIONS},
        *earlier,
        {"role": "user", "content": f"Context:\n{context}\n\nQuestion: {question}"},
    ]


def grounded(answer: str, passages: list[Passage]) -> tuple[str, list[Passage]]:
    """Accept an answer only if it cites passages; these become its sources, renumbered in the order of citation."""
    cited = [n for n in dict.fromkeys(map(int, _CITED.findall(answer))) if 1 <= n <= len(passages)]
    if not cited:
        return NOTHING_FOUND, []
    numbers = {old: new for new, old in enumerate(cited, 1)}
    text = _CITED.sub(lambda m: f"[{numbers[int(m[1])]}]" if int(m[1]) in numbers else "", answer)
    return text.strip(), [passages[n - 1] for n in cited]


def _with_last_question(question: str, earlier: list[dict[str, str]]) -> str:
    """Search for a short follow-up ("and who signed it?") together with the question before it."""
    last = [turn["content"] for turn in earlier if turn["role"] == "user"][-1:]
    return "\n".join([question, *last]) if len(question.split()) <= 6 else question


async def _earlier_turns(conn: Connection, conversation_id: UUID | None) -> list[dict[str, str]]:
    if conversation_id is None:
        return []
    if not await conn.fetchval(
        "SELECT EXISTS (SELECT FROM upload_pipeline.conversations WHERE conversation_id = $1)", conversation_id
    ):
        raise Refusal(404, "not_found", "There is no such conversation.")
    rows = await conn.fetch(
        "SELECT role, content FROM upload_pipeline.messages WHERE conversation_id = $1 "
        "ORDER BY message_id DESC LIMIT $2",
        conversation_id,
        TURNS,
    )
    return [dict(row) for row in reversed(rows)]
