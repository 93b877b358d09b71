"""The price of a long queue. With the workers stopped, fifty users upload 250 PDFs of one page. Behind them the named
number of jobs is queued, with the same rows that an upload writes (their turn never comes here). Then two workers
start. The time per document is the time from the end of the 40th to the end of the 240th, divided by 200: during that
time both workers are always busy, and the queue is never shorter than named. The depths take turns."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

import asyncpg

from keywords.documents.pdf import GeneratedPdf, generate
from tests.bench.crowd import Caller, calling
from tests.bench.figures import Measured
from tests.bench.finishing import finish_times
from tests.bench.load import flat_out
from tests.bench.stacks import measured_stack
from tests.pipeline.conftest import Stack

DEPTHS = (100, 1_000, 10_000)
USERS = 50
FIRST, LAST = 40, 240
QUEUE_BEHIND = """
WITH behind AS (
    INSERT INTO upload_pipeline.documents (document_id, user_id, filename, mime, bytes_len, file_sha256, raw_path)
    SELECT id, ($1::uuid[])[1 + n % cardinality($1::uuid[])], 'behind.pdf', 'application/pdf', 5000,
           encode(sha256(id::text::bytea), 'hex'), 'raw/' || id
    FROM (SELECT n, gen_random_uuid() AS id FROM generate_series(1, $2::int) AS n) AS numbered
    RETURNING document_id, user_id
), queued AS (
    INSERT INTO upload_pipeline.upload_jobs
        (document_id, user_id, idempotency_key, correlation_id, upload_expires_at)
    SELECT document_id, user_id, document_id::text, 'bench', now() + interval '1 hour' FROM behind RETURNING *
)
INSERT INTO upload_pipeline.events (job_id, document_id, user_id, type, payload, correlation_id)
SELECT job_id, document_id, user_id, 'stage_started', '{"stage": "queued"}', correlation_id FROM queued ORDER BY user_id
"""


def measure(quick: bool) -> Measured:
    depths, rounds = (DEPTHS[:2], 1) if quick else (DEPTHS, 3)
    pdfs = one_page(LAST + 10)
    found: dict[int, list[float]] = {depth: [] for depth in depths}
    with measured_stack("queue") as stack:
        asyncio.run(_run(stack, pdfs, 0))  # warm
        for _ in range(rounds):
            for depth in depths:
                found[depth].append(asyncio.run(_run(stack, pdfs, depth)))
    measured = Measured()
    for depth, runs in found.items():
        measured.add(f"time per document, {depth:,} queued", "ms", runs)
    deepest, least = max(depths), min(depths)
    ratios = [deep / shallow for deep, shallow in zip(found[deepest], found[least], strict=True)]
    measured.add(f"time per document, {deepest:,} queued to {least:,} queued", "ratio", ratios, "<= 1.2 ratio")
    return measured


def one_page(count: int) -> list[GeneratedPdf]:
    with ProcessPoolExecutor() as pool:
        return list(pool.map(_one_page, range(count), chunksize=8))


def _one_page(number: int) -> GeneratedPdf:
    return generate(f"bench-page-{number}", pages=1)


async def _run(stack: Stack, pdfs: Sequence[GeneratedPdf], depth: int) -> float:
    """Milliseconds per document, while at least `depth` jobs are queued."""
    await asyncio.to_thread(stack.cli, "stop", "worker")
    await asyncio.to_thread(stack.cli, "reset")
    callers = await _upload(stack, pdfs)
    conn = await asyncpg.connect(stack.database)
    try:
        await conn.execute(QUEUE_BEHIND, [caller.user_id for caller in callers], depth)
    finally:
        await conn.close()
    await asyncio.to_thread(stack.cli, "start", "worker")
    finished = await finish_times(stack, LAST)
    return (finished[LAST - 1] - finished[FIRST - 1]) / (LAST - FIRST) * 1000


async def _upload(stack: Stack, pdfs: Sequence[GeneratedPdf]) -> list[Caller]:
    async with calling(stack) as api:
        callers = await api.register(USERS)

        async def upload(number: int) -> None:
            await api.upload(callers[number % len(callers)], pdfs[number])

        await flat_out(upload, 8, count=len(pdfs))
        return callers
