"""Loads: at a pace, by absolute due times; or flat out, so many at once. The generator watches itself as well."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.bench.figures import percentile

Send = Callable[[int], Awaitable[None]]  # one request; raises when it is not answered as it should be
LATE_SECONDS = 0.005
LATE_SHARE = 0.01
BUSY_SHARE = 0.9


@dataclass(frozen=True)
class Load:
    answered: tuple[float, ...]  # seconds to each answer, counted from when the request was due
    late: tuple[float, ...]  # seconds by which each request left after it was due
    seconds: float
    cpu_seconds: float  # of the generator itself

    @property
    def rate(self) -> float:
        return len(self.answered) / self.seconds

    def ms(self, percent: float) -> float:
        return percentile(self.answered, percent) * 1000

    def bottleneck(self, what: str) -> str | None:
        """What the generator has to say about itself, if the figures may be its own rather than the pipeline's."""
        share = sum(late > LATE_SECONDS for late in self.late) / len(self.late)
        if share > LATE_SHARE:
            worst = percentile(self.late, 99) * 1000
            return (
                f"{what}: the generator itself was late with {share:.1%} of the requests (p99 {worst:.1f} ms), "
                "which counts against the pipeline here."
            )
        if self.cpu_seconds / self.seconds > BUSY_SHARE:
            return f"{what}: the generator used a whole core, so the pipeline may be quicker than this."
        return None


async def paced(send: Send, per_second: float, seconds: float) -> Load:
    """Requests leave when they are due, whether or not earlier ones were answered."""
    loop = asyncio.get_running_loop()
    answered: list[float] = []
    late: list[float] = []

    async def one(number: int, due: float) -> None:
        late.append(max(0.0, loop.time() - due))
        await send(number)
        answered.append(loop.time() - due)

    began, cpu = loop.time() + 0.05, time.process_time()
    async with asyncio.TaskGroup() as group:
        for number in range(round(per_second * seconds)):
            due = began + number / per_second
            await asyncio.sleep(max(0.0, due - loop.time()))
            group.create_task(one(number, due))
    return Load(tuple(answered), tuple(late), loop.time() - began, time.process_time() - cpu)


async def flat_out(send: Send, at_once: int, *, seconds: float = float("inf"), count: int | None = None) -> Load:
    """So many requests at once, each followed by the next, until the time is up or `count` were sent."""
    loop = asyncio.get_running_loop()
    answered: list[float] = []
    began, cpu = loop.time(), time.process_time()
    numbers = iter(range(count if count is not None else 10**9))

    async def hand() -> None:
        for number in numbers:
            due = loop.time()
            if due - began >= seconds:
                return
            await send(number)
            answered.append(loop.time() - due)

    await asyncio.gather(*(hand() for _ in range(at_once)))
    return Load(tuple(answered), (0.0,) * len(answered), loop.time() - began, time.process_time() - cpu)
