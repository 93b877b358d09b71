"""BaseWorker: claims jobs, carries each through the stages under a lease, and loses none if anything breaks."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import asyncpg

from pipeline.database.pool import Connection, DatabaseAway, DatabaseFull, DatabaseSlow, listen_forever
from pipeline.logs import correlation_id
from pipeline.stages import STAGES
from pipeline.storage.client import ObjectCorrupted, ObjectMissing, StorageRefused
from pipeline.worker.breakers import rule
from pipeline.worker.breakers.calls import job_in_hand
from pipeline.worker.breakers.store import Locked
from pipeline.worker.failures import Absent, Failure, Held, LeaseLost, Need, Permanent, Transient, backoff
from pipeline.worker.job import Advance, Done, Job, Wait
from pipeline.worker.tools import Tools
from pipeline.worker.units import UNITS

log = logging.getLogger("pipeline")
IDLE_SECONDS = 2.0
STOP_SECONDS = 8.0  # to finish the stages in hand
SIGN_OFF_SECONDS = 3.0  # to give back the rest; a supervisor may kill us soon after
ROOM, TIME = Need("database", "room"), Need("database", "time")


class BaseWorker:
    def __init__(self, tools: Tools) -> None:
        self.tools, self.queue, self.settings = tools, tools.queue, tools.settings
        self.breakers = tools.breakers
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
        await self.breakers.send_probes()
        free = self.settings.worker_concurrency - len(self._held)
        jobs = await self.queue.claim(free) if free > 0 else []
        try:
            await self.breakers.look()
        finally:  # whatever is known of the breakers, these jobs are in hand
            for job in jobs:
                task = asyncio.create_task(self._carry(job))
                self._held[task] = job
                task.add_done_callback(self._laid_down)
        if jobs or free <= 0:
            return 0 if len(jobs) < free else IDLE_SECONDS
        due = await self.queue.seconds_to_next()
        return IDLE_SECONDS if due is None else min(IDLE_SECONDS, max(0.01, due))

    def _laid_down(self, task: asyncio.Task[Any]) -> None:
        self._held.pop(task, None)
        self._news.set()

    async def _carry(self, job: Job) -> None:
        """Take one job as far as it goes."""
        correlation_id.set(job.correlation_id)
        job_in_hand.set(job.job_id)
        try:
            if job.takeovers > self.settings.max_takeovers:
                await self.queue.bury(job, Permanent("workers_lost", "Workers kept dying over this document."))
                return
            while True:
                following = await self._step(job)
                await self.breakers.step_done(job.job_id)
                if following is None:
                    return
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
            async with self.breakers.calling(ROOM):
                with database_absences():
                    return await self._do(job)
        except Held as held:
            await self._wait(job, held.need)
        except Absent as absent:
            await self._absent(job, absent)
        except (LeaseLost, DatabaseAway, asyncio.CancelledError):
            raise
        except asyncpg.ForeignKeyViolationError:  # the document was deleted in the meantime
            raise LeaseLost from None
        except Exception as error:
            await self._fail(job, explain(error))
        return None

    async def _do(self, job: Job) -> Job | None:
        outcome = await UNITS[job.stage](job, self.tools)
        match outcome:
            case Advance():
                return await self._advance(job, outcome)
            case Wait(seconds):
                await self.queue.release(job, seconds)
            case Done():
                await self.queue.finish(job)
                log.info("document embedded", extra={"job_id": str(job.job_id)})
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

    async def _fail(self, job: Job, failure: Failure, conn: Connection | None = None) -> None:
        """A failure of the document itself: it costs an attempt."""
        _log(job, failure)
        resubmit = isinstance(failure, Transient) and failure.resubmit
        if isinstance(failure, Transient | Absent) and job.retry_count < self.settings.max_retries:
            asked = failure.retry_after if isinstance(failure, Absent) else None
            wait = backoff(self.settings.retry_base_seconds, job.retry_count, asked)
            await self.queue.retry_later(job, failure, wait, resubmit=resubmit, conn=conn)
        else:
            await self.queue.bury(job, failure, resubmit=resubmit, conn=conn)

    async def _absent(self, job: Job, absent: Absent) -> None:
        """A service failed: the breaker's rule says whether that was the document's own doing."""
        before = job.number_of_last(absent.code, str(absent.need))
        async with self.breakers.store.locked(absent.need) as locked:
            own = rule.is_its_own(locked.breaker, absent, before)
            was_open = locked.breaker.is_open
            after = rule.failed(locked.breaker, absent, job.job_id, locked.now, self.breakers.policy)
            absent.number = after.number
            if absent.need == TIME:  # the database takes this note, so it is there
                after = rule.answered(after, after.number)
            await locked.keep(after)
            if own:
                await self._fail(job, absent, locked.conn)
            else:
                await self._hold(job, absent, locked)
        if locked.breaker.is_open and not was_open:
            log.warning("%s is away: %s", absent.need, absent.code)

    async def _wait(self, job: Job, need: Need) -> None:
        """The job came to an open breaker: it waits, unless the breaker has closed or it is time to probe."""
        async with self.breakers.store.locked(need) as locked:
            breaker, policy = locked.breaker, self.breakers.policy
            if breaker.probe_at is not None and breaker.probe_at > locked.now:
                await self._hold(job, Failure(breaker.code, breaker.message), locked)
                return
            if breaker.is_open:
                await locked.keep(breaker.probed_by(job.job_id, locked.now, policy))
            await self.queue.release(job, conn=locked.conn)

    async def _hold(self, job: Job, failure: Failure, locked: Locked) -> None:
        policy, since = self.breakers.policy, job.waiting_since or locked.now
        left = policy.ceiling - (locked.now - since)
        if left <= timedelta(0):
            hours = policy.ceiling.total_seconds() / 3600
            words = f"A service that the document needs was away for {hours:g} hours. Retry it when it is back."
            await self._fail(job, Permanent("outage_too_long", words), locked.conn)
            return
        _log(job, failure)
        wait = left.total_seconds()
        if not locked.breaker.is_open and isinstance(failure, Absent):
            wait = min(wait, backoff(self.settings.retry_base_seconds, 0, failure.retry_after))
        await self.queue.hold(job, failure, wait, locked.need, locked.conn)

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


@contextlib.contextmanager
def database_absences() -> Iterator[None]:
    """The database is there, but slow or full: if it accepts the next write, it is not away."""
    try:
        yield
    except DatabaseSlow as error:
        raise Absent("database_slow", "The database took too long over this document.", TIME) from error
    except DatabaseFull as error:
        raise Absent("database_full", "The database has no room for this document now.", ROOM) from error


def explain(error: Exception) -> Failure:
    """Turn any exception of a stage's unit into a failure, in words for the person who waits."""
    match error:
        case Failure():
            return error
        case MemoryError():
            return Transient("worker_out_of_memory", "The worker had too little memory for this document.")
        case ObjectMissing() | ObjectCorrupted() | StorageRefused():
            return Transient("storage_refused", "The storage refused a read or a write.")
        case _:
            log.error("unexpected error", exc_info=error)
            return Transient("internal_error", "Something went wrong on our side.")


def _log(job: Job, failure: Failure) -> None:
    details = {"job_id": str(job.job_id), "stage": job.stage, "retries": job.retry_count}
    log.warning("%s", failure.code, extra=details)


assert tuple(UNITS) == STAGES  # noqa: S101 (a stage without its unit must not start)
