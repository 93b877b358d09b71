"""BaseWorker: claims jobs, carries each through the stages under a lease, and loses none if anything breaks."""

import asyncio
import contextlib
import logging
from typing import Any

import asyncpg

from pipeline.database.pool import DatabaseAway, DatabaseFull, DatabaseSlow, listen_forever
from pipeline.logs import correlation_id
from pipeline.stages import STAGES
from pipeline.storage.client import ObjectCorrupted, ObjectMissing, StorageRefused, StorageUnavailable
from pipeline.worker.failures import Failure, LeaseLost, Permanent, Transient, backoff
from pipeline.worker.job import Advance, Done, Job, Wait
from pipeline.worker.tools import Tools
from pipeline.worker.units import UNITS

log = logging.getLogger("pipeline")
IDLE_SECONDS = 2.0
STOP_SECONDS = 8.0  # to finish the stages in hand
SIGN_OFF_SECONDS = 3.0  # to give back the rest; a supervisor may kill us soon after


class BaseWorker:
    def __init__(self, tools: Tools) -> None:
        self.tools, self.queue, self.settings = tools, tools.queue, tools.settings
        self._held: dict[asyncio.Task[Any], Job] = {}
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def stop(self) -> None:
        """Take nothing new; finish the stages in hand and give the jobs back."""
        self._stopping.set()
        self._news.set()

    async def run(self) -> None:
        listening = asyncio.create_task(listen_forever(self.settings.secret("worker_database_url"), "jobs", self._wake))
        beating = asyncio.create_task(self._beat_forever())
        claiming = asyncio.create_task(self._claim_forever())
        log.info("worker started", extra={"worker": self.queue.worker_id})
        told = asyncio.create_task(self._stopping.wait())
        ended, _ = await asyncio.wait([told, listening, beating, claiming], return_when=asyncio.FIRST_COMPLETED)
        self.stop()
        await self._finish(claiming)
        for task in (listening, beating):
            task.cancel()
        log.info("worker stopped")
        for failed in ended:  # a loop that should never end: let its error end this process
            failed.result()

    async def _claim_forever(self) -> None:
        while not self._stopping.is_set():
            self._news.clear()
            try:
                wait = await self._take_what_fits()
            except (DatabaseAway, asyncpg.PostgresError) as error:
                log.warning("cannot claim: %s", type(error).__name__)
                wait = 0.5
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), wait)

    async def _wake(self, _payload: str | None) -> None:
        self._news.set()

    async def _take_what_fits(self) -> float:
        """Claim as many jobs as there are free slots; returns how long to wait before the next look."""
        free = self.settings.worker_concurrency - len(self._held)
        if free <= 0:
            return IDLE_SECONDS
        jobs = await self.queue.claim(free)
        for job in jobs:
            task = asyncio.create_task(self._carry(job))
            self._held[task] = job
            task.add_done_callback(self._laid_down)
        if jobs:
            return IDLE_SECONDS if len(jobs) == free else 0
        due = await self.queue.seconds_to_next()
        return IDLE_SECONDS if due is None else min(IDLE_SECONDS, max(0.01, due))

    def _laid_down(self, task: asyncio.Task[Any]) -> None:
        self._held.pop(task, None)
        self._news.set()

    async def _carry(self, job: Job) -> None:
        """Take one job as far as it goes."""
        correlation_id.set(job.correlation_id)
        try:
            if job.takeovers > self.settings.max_takeovers:
                await self.queue.bury(job, Permanent("workers_lost", "Workers kept dying over this document."))
                return
            while (following := await self._step(job)) is not None:
                job = following
                if self._stopping.is_set():
                    await self.queue.release(job)
                    return
        except LeaseLost:
            log.warning("lost the job to another worker", extra={"job_id": str(job.job_id), "stage": job.stage})
        except DatabaseAway:
            await self._return_when_possible(job)
        except Exception:  # the lease runs out, and another worker takes over
            log.exception("a job was dropped", extra={"job_id": str(job.job_id), "stage": job.stage})
        except asyncio.CancelledError:
            with contextlib.suppress(LeaseLost, DatabaseAway):
                await self.queue.release(job)

    async def _step(self, job: Job) -> Job | None:
        """Do one stage's work and commit its outcome; returns the job in its next stage, or None if it is put down."""
        try:
            outcome = await UNITS[job.stage](job, self.tools)
            match outcome:
                case Advance():
                    return await self._advance(job, outcome)
                case Wait(seconds):
                    await self.queue.release(job, seconds)
                case Done():
                    await self.queue.finish(job)
                    log.info("document embedded", extra={"job_id": str(job.job_id)})
        except DatabaseSlow:  # if it accepts this write, it is not away: the stage asks too much of it
            await self._fail(job, Transient("database_slow", "The database took too long over this document."))
        except DatabaseFull:  # likewise: a small write may still find room
            await self._fail(job, Transient("database_full", "The database has no room for this document now."))
        except (LeaseLost, DatabaseAway, asyncio.CancelledError):
            raise
        except asyncpg.ForeignKeyViolationError:  # the document was deleted in the meantime
            raise LeaseLost from None
        except Exception as error:
            await self._fail(job, explain(error))
        return None

    async def _advance(self, job: Job, outcome: Advance) -> Job:
        if outcome.write is None:
            async with self.tools.database.connection() as conn:
                following = await self.queue.advance(conn, job, outcome)
        else:
            async with self.tools.database.transaction() as conn:
                await outcome.write(conn)
                following = await self.queue.advance(conn, job, outcome)
        log.info("reached %s", following.stage, extra={"job_id": str(job.job_id), "stage": following.stage})
        return following

    async def _fail(self, job: Job, failure: Failure) -> None:
        log.warning(
            "%s", failure.code, extra={"job_id": str(job.job_id), "stage": job.stage, "retries": job.retry_count}
        )
        resubmit = isinstance(failure, Transient) and failure.resubmit
        if isinstance(failure, Transient) and job.retry_count < self.settings.max_retries:
            wait = backoff(self.settings.retry_base_seconds, job.retry_count, failure.retry_after)
            await self.queue.retry_later(job, failure, wait, resubmit=resubmit)
        else:
            await self.queue.bury(job, failure, resubmit=resubmit)

    async def _return_when_possible(self, job: Job) -> None:
        """Hand the job back if the database returns within the lease, which saves others the wait for its end."""
        with contextlib.suppress(TimeoutError, LeaseLost):
            async with asyncio.timeout(self.settings.lease_seconds):
                while not self._stopping.is_set():
                    try:
                        await self.queue.release(job)
                    except DatabaseAway:
                        await asyncio.sleep(0.25)
                    else:
                        return

    async def _beat_forever(self) -> None:
        """Renew the leases of all jobs in hand, and drop those that other workers have taken."""
        while True:
            with contextlib.suppress(DatabaseAway, asyncpg.PostgresError):
                await self.queue.seen(len(self._held))
                held = dict(self._held)
                kept = await self.queue.renew(list(held.values())) if held else set()
                for task, job in held.items():
                    if job.job_id not in kept and self._held.get(task) is job:
                        task.cancel()
            await asyncio.sleep(self.settings.lease_seconds / 3)

    async def _finish(self, claiming: asyncio.Task[None]) -> None:
        """Finish the stages in hand, give back the rest, and sign off, without waiting for an absent database."""
        await asyncio.wait([claiming, *self._held], timeout=STOP_SECONDS)
        last = [claiming, *self._held]
        for task in last:
            task.cancel()
        await asyncio.wait([*last, asyncio.create_task(self._sign_off())], timeout=SIGN_OFF_SECONDS)

    async def _sign_off(self) -> None:
        with contextlib.suppress(DatabaseAway):
            await self.queue.leave()


def explain(error: Exception) -> Failure:
    """Turn any exception of a stage's unit into a failure, in words for the person who waits."""
    match error:
        case Failure():
            return error
        case StorageUnavailable(retry_after=retry_after):
            return Transient("storage_unavailable", "The storage is away or full.", retry_after)
        case MemoryError():
            return Transient("worker_out_of_memory", "The worker had too little memory for this document.")
        case ObjectMissing() | ObjectCorrupted() | StorageRefused():
            return Transient("storage_refused", "The storage refused a read or a write.")
        case _:
            log.error("unexpected error", exc_info=error)
            return Transient("internal_error", "Something went wrong on our side.")


assert tuple(UNITS) == STAGES  # noqa: S101 (a stage without its unit must not start)
