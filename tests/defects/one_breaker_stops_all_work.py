"""While any service is away, jobs wait before every call, even those that do not need that service.

In real life: one flag, "the outside world is down", guards all calls.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-7.7",)
FIELD = "failure"
SELECTION = ("Documents Go On Without OpenAI Until They Need It",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.breakers.calls"


def apply() -> None:
    from pipeline.worker.breakers import calls
    from pipeline.worker.failures import Held, Need

    calling = calls.Breakers.calling

    @asynccontextmanager
    async def unless_anything_is_away(self: calls.Breakers, need: Need) -> AsyncIterator[None]:
        job_id = calls.job_in_hand.get()
        for other, breaker in self._known.items():
            if job_id is not None and not breaker.lets_pass(job_id):
                raise Held(other)
        async with calling(self, need):
            yield

    replace(calls.Breakers, "calling", unless_anything_is_away)
