"""The nearest chunks of the caller's own documents."""

from fastapi import APIRouter

from pipeline.api.context import Caller, Context, Ctx
from pipeline.api.schemas import Passage, Question, SearchAnswer, answers
from pipeline.api.tokens import Claims
from pipeline.database.pool import Connection

router = APIRouter(prefix="/api/v2", tags=["retrieval"])

# The index holds the chunks of all users. A search walks it in order of distance while row-level security drops the
# chunks of others, so a user with few chunks among many might get none. It also often misses what only one rare word
# leads to. So up to `exact_search_chunks` are compared one by one.
MINE = """
SELECT count(*) FROM (
    SELECT FROM upload_pipeline.document_chunks WHERE user_id = (SELECT auth.uid()) LIMIT $1) AS mine
"""
FOUND = """
SELECT chunk_id, document_id, filename, chunk_ord, text, 1 - distance AS score
FROM nearest JOIN upload_pipeline.document_chunks USING (chunk_id) JOIN upload_pipeline.documents USING (document_id)
ORDER BY distance, chunk_id
"""
# The planner ignores the cost of fetching vectors, which are stored apart from their rows, so by default it may compare
# and sort all of them. With sorting off it must use the index, which is in order already. The index holds vectors
# rounded to half precision, to be half as large; fetching twice as many and ordering them exactly makes up for that.
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
