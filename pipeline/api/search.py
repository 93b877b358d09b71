"""The nearest chunks of the caller's own documents."""

from fastapi import APIRouter

from pipeline.api.context import Caller, Context, Ctx
from pipeline.api.schemas import Passage, Question, SearchAnswer, answers
from pipeline.api.tokens import Claims
from pipeline.database.pool import Connection

router = APIRouter(prefix="/api/v2", tags=["retrieval"])

# An index over everybody's chunks is walked in order of distance and row-level security drops the others' as it goes,
# so a user with few chunks among many might be left with none; and what a single rare word leads to, it often misses.
# So up to `exact_search_chunks` are compared one by one.
MINE = """
SELECT count(*) FROM (
    SELECT FROM upload_pipeline.document_chunks WHERE user_id = (SELECT auth.uid()) LIMIT $1) AS mine
"""
FOUND = """
SELECT chunk_id, document_id, filename, chunk_ord, text, 1 - distance AS score
FROM nearest JOIN upload_pipeline.document_chunks USING (chunk_id) JOIN upload_pipeline.documents USING (document_id)
ORDER BY distance, chunk_id
"""
# What it costs to fetch vectors, which lie apart from their rows, is not in the planner's sums: left to itself it may
# well compare all and sort them. Only the index is in order already: in that of vectors rounded to half precision, so
# that it is half as large. A few more than are wanted make up for the rounding; they are put in their exact order.
BY_INDEX_ALONE = """
SET LOCAL enable_sort = off; SET LOCAL hnsw.iterative_scan = strict_order; SET LOCAL hnsw.ef_search = 200;
SET LOCAL hnsw.max_scan_tuples = 200000
"""
EXACT = f"""
WITH mine AS MATERIALIZED (
    SELECT chunk_id, embedding OPERATOR(public.<=>) $1 AS distance
    FROM upload_pipeline.document_chunks WHERE user_id = (SELECT auth.uid())
), nearest AS (SELECT * FROM mine ORDER BY distance, chunk_id LIMIT $2) {FOUND}"""
BY_INDEX = f"""
WITH near AS MATERIALIZED (
    SELECT chunk_id, embedding OPERATOR(public.<=>) $1 AS distance FROM upload_pipeline.document_chunks
    ORDER BY embedding::public.halfvec(1536) OPERATOR(public.<=>) $1::public.vector::public.halfvec(1536) LIMIT 2 * $2
), nearest AS (SELECT * FROM near ORDER BY distance, chunk_id LIMIT $2) {FOUND}"""


@router.post("/search", responses=answers(401, 422, 429))
async def search(ctx: Ctx, caller: Caller, asked: Question) -> SearchAnswer:
    return SearchAnswer(results=await retrieve(ctx, caller, asked.question, asked.k))


async def retrieve(ctx: Context, caller: Claims, question: str, k: int) -> list[Passage]:
    await ctx.limit(f"question:{caller.user_id}", ctx.settings.questions_per_minute)
    async with ctx.as_user(caller) as conn:
        if not await conn.fetchval(MINE, 1):
            return []
    vector = await ctx.model.embed(question)
    async with ctx.as_user(caller) as conn:
        return await nearest(conn, vector, k, ctx.settings.exact_search_chunks)


async def nearest(conn: Connection, vector: list[float], k: int, few_at_most: int) -> list[Passage]:
    few = await conn.fetchval(MINE, few_at_most + 1) <= few_at_most
    if not few:
        await conn.execute(BY_INDEX_ALONE)
    rows = await conn.fetch(EXACT if few else BY_INDEX, vector, k)
    return [Passage(**row) for row in rows]
