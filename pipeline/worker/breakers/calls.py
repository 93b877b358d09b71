"""Lets a worker's calls pass or not, and reports how they ended."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from uuid import UUID

from pipeline.settings import Settings
from pipeline.storage.client import StorageError
from pipeline.worker.breakers import rule
from pipeline.worker.breakers.rule import Breaker, Policy
from pipeline.worker.breakers.store import Store
from pipeline.worker.failures import Absent, Failure, Held, Need

log = logging.getLogger("pipeline")
job_in_hand: ContextVar[UUID | None] = ContextVar("job_in_hand", default=None)
UNTRIED = Breaker()


class Breakers:
    """What this worker knows of the breakers. It looks at each claim, so what it knows is a little old.

    That is harmless: a call that passes too late only fails like the others, and every change is decided on the row.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store, self.policy = store, Policy.of(settings)
        self._known: Mapping[Need, Breaker] = {}

    async def look(self) -> None:
        self._known = await self.store.all()

    async def send_probes(self) -> None:
        if any(breaker.is_open for breaker in self._known.values()):
            await self.store.send_probes(self.policy.patience)

    async def step_done(self, job_id: UUID) -> None:
        """The job has done a step. If it was to probe and made no such call, another job probes now."""
        if any(breaker.probe_job == job_id for breaker in self._known.values()):
            await self.store.give_back_probe(job_id)
            await self.look()

    @asynccontextmanager
    async def calling(self, need: Need) -> AsyncIterator[None]:
        """One call. Raises Held if the breaker is open and this job is not the one that probes."""
        known, job_id = self._known.get(need, UNTRIED), job_in_hand.get()
        if job_id is not None and not known.lets_pass(job_id):
            raise Held(need)
        try:
            yield
        except Absent as absent:
            if absent.need == need:
                absent.began = known.number
            raise
        except (Failure, StorageError):  # an answer all the same: the service is there
            await self._answered(need, known)
            raise
        await self._answered(need, known)

    async def _answered(self, need: Need, known: Breaker) -> None:
        if not known.has_news:
            return
        async with self.store.locked(need) as locked:
            before = locked.breaker
            await locked.keep(rule.answered(before, known.number))
            if before.is_open and not locked.breaker.is_open:
                await locked.wake_all()
                log.info("%s answers again", need)
        self._known = {**self._known, need: locked.breaker}
