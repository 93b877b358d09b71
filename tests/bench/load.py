"""Load generators: at a pace, by absolute due times, or flat out. They also measure themselves."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.bench.figures import percentile

Send = Callable[[int], Awaitable[None]]  # one request; raises if the answer is wrong
LATE_SECONDS = 0.005
LATE_SHARE = 0.01
BUSY_SHARE = 0.9


@dataclass(frozen=True)
class Load:
    answered: tuple[float, ...]  # seconds to each answer, from when its request was due
    late: tuple[float, ...]  # seconds from when each request was due until it left
    seconds: float
    cpu_seconds: float  # of the generator itself

    @property
    def rate(self) -> float:
        return len(self.answered) / self.seconds

    def ms(self, percent: float) -> float:
        return percentile(self.answered, percent) * 1000

    def bottleneck(self, what: str) -> str | None:
        """A remark if the generator, rather than the pipeline, may have limited the figures."""
        share = sum(late > LATE_SECONDS for late in self.late) / len(self.late)
        if share > LATE_SHARE:
            worst = percentile(self.late, 99) * 1000
            return (
                f"{what}: the generator itself sent {share:.1%} of the requests late (p99 {worst:.1f} ms), "
                "and the delay counts against the pipeline."
            )
        if self.cpu_seconds / self.seconds > BUSY_SHARE:
            return f"{what}: the generator used a whole core, so the pipeline may be faster than this."
        return None


async def paced(send: Send, per_second: float, seconds: float) -> Load:
    """Send requests when they are due, whether or not earlier ones were answered."""
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
    """Keep `at_once` requests under way until the time is up or `count` were sent."""
    loop = asyncio.get_running_loop()
    answered: list[float] = []
    began, cpu = loop.time(), time.process_time()
    numbers = iter(range(count if count is not None else 10**9))

    async def client() -> None:
        for number in numbers:
            due = loop.time()
            if due - began >= seconds:
                return
            await send(number)
            answered.append(loop.time() - due)

    await asyncio.gather(*(client() for _ in range(at_once)))
    return Load(tuple(answered), (0.0,) * len(answered), loop.time() - began, time.process_time() - cpu)
