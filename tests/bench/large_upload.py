"""A user with the plan 'large' announces a PDF of 200 MiB and sends it through the signed link; the document is
followed until it is embedded. MB/s counts from the first byte sent until storage has acknowledged them all (hashed,
encrypted, in place). The plain copy sends the same bytes through a local socket to a process that only writes them to
a file. Memory is the resident set of every process, sampled every 20 ms from before the announcement until the document
is embedded; growth is the peak above the first sample. Small documents go first, so that code loaded on first use does
not count as growth. PostgreSQL's processes count as one, without their shared memory."""

import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg

from keywords.documents.large import MIB, large
from keywords.documents.pdf import Document, generate
from tests.bench.crowd import calling
from tests.bench.figures import Measured
from tests.bench.finishing import finish_times
from tests.bench.memory import Watched, named_processes
from tests.bench.plain_copy import plain_copy_seconds
from tests.bench.stacks import measured_stack
from tests.pipeline.conftest import Stack

SMALL_BEFORE = 24
LARGE_PLAN = "UPDATE auth.users SET plan = 'large' WHERE user_id = $1::uuid"


def measure(quick: bool) -> Measured:
    size, runs = (20 * MIB, 1) if quick else (200 * MIB, 3)
    sent, copied = [], []
    growth: dict[str, list[float]] = {}
    with measured_stack("large") as stack:
        asyncio.run(_warm(stack))
        for run in range(runs):
            document = large(size, seed=run + 1, pages=3)
            document.sha256  # noqa: B018 (computed before the timing begins)
            copied.append(size / 1e6 / plain_copy_seconds(document.parts()))
            with Watched(named_processes(stack)) as watched:
                sent.append(size / 1e6 / asyncio.run(_carry(stack, document)))
            for name, most in watched.growth().items():
                growth.setdefault(name, []).append(most / 1e6)
    measured = Measured()
    measured.add(f"{size // MIB} MiB upload", "MB/s", sent)
    measured.add("plain copy through a socket", "MB/s", copied)
    measured.add("upload to plain copy", "ratio", [s / c for s, c in zip(sent, copied, strict=True)])
    for name, grown in sorted(growth.items()):
        measured.add(f"growth of {name}", "MB", grown, "<= 32 MB")
    return measured


async def _warm(stack: Stack) -> None:
    """Upload enough documents at once that every worker gets some."""
    async with calling(stack) as api:
        callers = await api.register(SMALL_BEFORE)
        await asyncio.gather(*(api.upload(caller, generate(caller.user_id)) for caller in callers))
        await finish_times(stack, SMALL_BEFORE)


async def _carry(stack: Stack, document: Document) -> float:
    """Upload a document and wait until it is embedded; return the seconds that its bytes took."""
    async with calling(stack) as api:
        (caller,) = await api.register(1)
        conn = await asyncpg.connect(stack.database)
        try:
            await conn.execute(LARGE_PLAN, caller.user_id)
            before = await conn.fetchval("SELECT count(*) FROM upload_pipeline.upload_jobs")
        finally:
            await conn.close()
        accepted = await api.announce(caller, document.filename, document.size, document.sha256)
        began = time.monotonic()
        headers = {"Content-Length": str(document.size)}
        async with api.session.put(accepted.signed_url, data=_parts(document), headers=headers) as answer:
            assert answer.status == 200, f"the PUT of the bytes answered {answer.status}: {await answer.text()}"
        seconds = time.monotonic() - began
        await finish_times(stack, before + 1)
        return seconds


async def _parts(document: Document) -> AsyncIterator[bytes]:
    for part in document.parts():
        yield part
