"""One API process, which is the default. Status: GET /api/v2/jobs/{id} of finished jobs of ten users, with asyncio and
aiohttp: flat out with 16 requests at once, and at 100 requests a second, each timed from the moment it was due.
Uploads: POST /api/v2/upload by twenty users, 16 at once, answered with 201 and a signed link; no bytes are sent, and
the workers are stopped. The load generator shares the cores with the stack."""

import asyncio
import uuid
from hashlib import sha256

from keywords.documents.pdf import generate
from tests.bench.crowd import calling
from tests.bench.figures import Measured
from tests.bench.finishing import finish_times
from tests.bench.load import Load, flat_out, paced
from tests.bench.stacks import measured_stack
from tests.pipeline.conftest import Stack

AT_ONCE = 16
PER_SECOND = 100


def measure(quick: bool) -> Measured:
    with measured_stack("api") as stack:
        statuses, at_pace = asyncio.run(_statuses(stack, quick))
        stack.cli("stop", "worker")
        uploads = asyncio.run(_uploads(stack, quick))
    measured = Measured()
    measured.add("uploads accepted", "requests/s", [load.rate for load in uploads])
    measured.add("status, flat out", "requests/s", [load.rate for load in statuses])
    for percent, target in ((50, ""), (95, "<= 20 ms"), (99, "")):
        runs = [load.ms(percent) for load in at_pace]
        measured.add(f"status at {PER_SECOND} requests/s, p{percent}", "ms", runs, target)
    for load in at_pace:
        measured.remark(load.bottleneck(f"status at {PER_SECOND} requests/s"))
    for load in (*uploads, *statuses):
        measured.remark(load.bottleneck("flat out"))
    return measured


async def _statuses(stack: Stack, quick: bool) -> tuple[list[Load], list[Load]]:
    runs, seconds = (1, 2) if quick else (3, 8)
    async with calling(stack) as api:
        uploaded = [
            (caller, await api.upload(caller, generate(caller.user_id, pages=1))) for caller in await api.register(10)
        ]
        await finish_times(stack, len(uploaded))

        async def ask(number: int) -> None:
            caller, accepted = uploaded[number % len(uploaded)]
            await api.job(caller, accepted.job_id)

        await flat_out(ask, AT_ONCE, seconds=1)  # warms connections and caches
        at_pace = [await paced(ask, PER_SECOND, seconds) for _ in range(runs)]
        return [await flat_out(ask, AT_ONCE, seconds=seconds / 2) for _ in range(runs)], at_pace


async def _uploads(stack: Stack, quick: bool) -> list[Load]:
    async with calling(stack) as api:
        callers = await api.register(20)

        async def announce(number: int) -> None:
            fingerprint = sha256(uuid.uuid4().bytes).hexdigest()
            await api.announce(callers[number % len(callers)], "announced.pdf", 5000, fingerprint)

        await flat_out(announce, AT_ONCE, count=AT_ONCE)
        return [await flat_out(announce, AT_ONCE, seconds=1 if quick else 4) for _ in range(1 if quick else 3)]
