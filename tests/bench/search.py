"""POST /api/v2/search with k = 5, one question at a time, timed from request to answer, including authentication, the
embedding of the question and row-level security. A user owns 1,000, then 10,000, then 100,000 chunks; beside these
100,000, two other users own 100 and 5,000. The texts are generated: each document has words of its own and shares
others with documents on the same subject, and each chunk contains one fact. Vectors come from the pipeline's own
embedding; they are copied into the database and the index is rebuilt. A question asks where something is said, in the
words of one sentence. A bare name is the hardest question: who has which number, where one word in one chunk leads to
the answer; the suite asks such questions. Recall@5 is measured against an exact scan of the user's own chunks, without
the index; equally near chunks count the same."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from pipeline.database.pool import encode_vector
from pipeline.simulators.vectors import embed
from tests.bench.corpus import SETTINGS, Passage, connect, fill, passage
from tests.bench.crowd import Api, Caller, calling
from tests.bench.figures import Measured, recall
from tests.bench.load import flat_out
from tests.bench.stacks import measured_stack
from tests.pipeline.conftest import Stack

SIZES = (1_000, 10_000, 100_000)
NEIGHBOURS = (100, 5_000)
QUESTIONS = 100
RUNS = 3
COMPARED = 25  # of these, with an exact scan, which is slow
K = 5
EXACT = """
SELECT 1 - (embedding OPERATOR(public.<=>) $2) AS score FROM upload_pipeline.document_chunks
WHERE user_id = $1 ORDER BY embedding OPERATOR(public.<=>) $2 LIMIT $3
"""


@dataclass(frozen=True)
class Answered:
    p95: list[float]  # ms, one per run
    recall: float
    answered: float  # share of questions for which search found the chunk with the answer


@dataclass(frozen=True)
class Searches:
    """Asks one stack questions and compares the answers with its database."""

    conn: asyncpg.Connection
    api: Api
    measured: Measured

    async def measure(self, whose: str, caller: Caller, own: range, questions: int) -> Answered:
        chosen = [passage(own[n * len(own) // questions]) for n in range(questions)]
        answered = await self._ask(caller, chosen, [each.question for each in chosen], RUNS)
        self.measured.add(f"search p95, {whose}", "ms", answered.p95)
        self.measured.add(f"recall@{K}, {whose}", "ratio", [answered.recall], ">= 0.95 ratio")
        self.measured.add(f"the answer is among the {K}, {whose}", "ratio", [answered.answered])
        bare = await self._ask(caller, chosen, [each.bare for each in chosen], 0)
        self.measured.add(f"recall@{K}, {whose}, bare names", "ratio", [bare.recall])
        self.measured.add(f"the answer is among the {K}, {whose}, bare names", "ratio", [bare.answered])
        return answered

    async def _ask(self, caller: Caller, chosen: Sequence[Passage], questions: Sequence[str], runs: int) -> Answered:
        found: dict[int, list[dict[str, Any]]] = {}

        async def ask(number: int) -> None:
            body = {"question": questions[number], "k": K}
            found[number] = (await self.api.ask("POST", "/api/v2/search", caller, 200, body))["results"]

        await flat_out(ask, 1, count=len(questions))  # loads the database pages for these questions into memory
        loads = [await flat_out(ask, 1, count=len(questions)) for _ in range(runs)]
        step = max(1, len(questions) // COMPARED)
        exact = await self._exact(caller, questions[::step])
        recalls = [recall([r["score"] for r in found[n * step]], scores) for n, scores in enumerate(exact)]
        there = [each.text in [r["text"] for r in found[n]] for n, each in enumerate(chosen)]
        return Answered([load.ms(95) for load in loads], sum(recalls) / len(recalls), sum(there) / len(there))

    async def _exact(self, caller: Caller, questions: Sequence[str]) -> list[list[float]]:
        """The scores of the user's truly nearest chunks, for each question."""
        exact = []
        async with self.conn.transaction():
            await self.conn.execute("SET LOCAL enable_indexscan = off")
            for question in questions:
                vector = encode_vector(embed(question, SETTINGS.embed_dimensions))
                exact.append([row["score"] for row in await self.conn.fetch(EXACT, caller.user_id, vector, K)])
        return exact


def measure(quick: bool) -> Measured:
    sizes, neighbours, questions = ((200, 1_000, 4_000), (20, 2_500), 50) if quick else (SIZES, NEIGHBOURS, QUESTIONS)
    measured = Measured()
    settings = {"exact_search_chunks": 1_000} if quick else {}
    with measured_stack("search", **settings) as stack:
        asyncio.run(_measure(stack, measured, sizes, neighbours, questions))
    return measured


async def _measure(
    stack: Stack, measured: Measured, sizes: Sequence[int], neighbours: Sequence[int], questions: int
) -> None:
    conn = await connect(stack.database)
    try:
        async with calling(stack) as api:
            searches = Searches(conn, api, measured)
            owner, *others = await api.register(1 + len(neighbours))
            beside: dict[str, range] = {}
            total = sizes[-1]
            for other, count in zip(others, neighbours, strict=True):
                beside[other.user_id] = range(total, total + count)
                total += count
            answered = []
            for before, size in zip((0, *sizes), sizes, strict=False):
                more = {owner.user_id: range(before, size)}
                await fill(conn, more | beside if size == sizes[-1] else more)
                answered.append(await searches.measure(f"{size:,} own chunks", owner, range(size), questions))
            ratios = [most / least for most, least in zip(answered[-1].p95, answered[0].p95, strict=True)]
            measured.add(f"search p95, {sizes[-1]:,} to {sizes[0]:,} chunks", "ratio", ratios, "<= 3 ratio")
            for other in others:
                own = beside[other.user_id]
                await searches.measure(f"{len(own):,} own among {total:,}", other, own, questions)
    finally:
        await conn.close()
