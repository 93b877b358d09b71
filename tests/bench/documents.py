"""End to end: ten users announce and send PDFs of three pages, each with its own text, eight at a time, while the
workers already process them; the time runs from the first announcement until the last document is embedded. Every run
sends the same documents to an emptied stack, with 1, 2 or 4 workers; the others are stopped. The load generator, the
simulators and PostgreSQL share the cores with the workers, so more workers than cores bring no gain."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from keywords.documents.pdf import GeneratedPdf, generate
from tests.bench.crowd import calling
from tests.bench.figures import Measured
from tests.bench.finishing import finish_times
from tests.bench.load import flat_out
from tests.bench.stacks import measured_stack
from tests.pipeline.conftest import Stack

WORKERS = (1, 2, 4)
AT_ONCE = 8
USERS = 10


def measure(quick: bool) -> Measured:
    count, runs = (30, 1) if quick else (250, 3)
    pdfs = three_pages(count)
    measured = Measured()
    with measured_stack("documents", workers=max(WORKERS)) as stack:
        asyncio.run(_run(stack, pdfs[: count // 5]))  # warms connections, SDKs and caches
        for workers in WORKERS:
            stack.cli("stop", "worker")
            stack.cli("start", *(f"worker-{n}" for n in range(1, workers + 1)))
            rates = []
            for _ in range(runs):
                rate, remark = asyncio.run(_run(stack, pdfs))
                rates.append(rate)
                measured.remark(remark and f"{workers} workers: {remark}")
            name = f"documents, {workers} worker{'s' if workers > 1 else ''}"
            measured.add(name, "docs/min", rates, ">= 600 docs/min" if workers == 2 else "")
    return measured


def three_pages(count: int) -> list[GeneratedPdf]:
    with ProcessPoolExecutor() as pool:
        return list(pool.map(generate, (f"bench-{n}" for n in range(count)), chunksize=8))


async def _run(stack: Stack, pdfs: Sequence[GeneratedPdf]) -> tuple[float, str | None]:
    """Documents a minute, and a remark if the uploads were the bottleneck."""
    await asyncio.to_thread(stack.cli, "reset")
    async with calling(stack) as api:
        callers = await api.register(USERS)

        async def upload(number: int) -> None:
            await api.upload(callers[number % USERS], pdfs[number])

        began = time.time()
        load = await flat_out(upload, AT_ONCE, count=len(pdfs))
        ended = (await finish_times(stack, len(pdfs)))[-1]
    waited = ended - began - load.seconds
    slow = f"the uploads themselves took {load.seconds / (ended - began):.0%} of the time" if waited < 1 else None
    return len(pdfs) / (ended - began) * 60, slow
