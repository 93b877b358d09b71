"""Flawless histories, made from plans that say what happens to each job."""

import hashlib
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain

from keywords.environments.environment import STAGES
from keywords.history.judging import Accepted, Chunk, End, Event, Job, Records, Rules, Stored
from keywords.history.records import ERROR, FINALIZED, RETRY, STAGE_DONE, STARTED

RULES = Rules(
    stages=tuple(STAGES), backoff_base_s=2.0, vector_dim=8, codes=frozenset(("no_text", "parser_unavailable"))
)
BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
MISHAPS = ("lost worker", "failure", "outage", "handed back")
WORKERS = ("host:11:a", "host:12:b", "host:13:c")


@dataclass(frozen=True)
class Plan:
    """What happens to one job."""

    mishaps: tuple[tuple[int, str], ...] = ()  # at which stage
    dies_at: int | None = None
    by_hand: bool = False  # after it died, it is retried and completes
    deleted: bool = False
    remains: bool = False  # the events of a deleted document are kept
    chunks: int = 3
    start_s: float = 0.0
    pace_s: float = 0.25


@dataclass
class Told:
    """One job's records while they are written."""

    number: int
    plan: Plan
    events: list[Event] = field(default_factory=list)
    clock: datetime = BEGIN
    fence: int = 0
    retries: int = 0

    @property
    def job_id(self) -> str:
        return f"job-{self.number}"

    @property
    def document_id(self) -> str:
        return f"document-{self.number}"

    @property
    def user_id(self) -> str:
        return f"user-{self.number % 3}"

    @property
    def worker(self) -> str:
        return WORKERS[(self.number + self.fence) % len(WORKERS)]

    def pass_time(self, seconds: float | None = None) -> None:
        self.clock += timedelta(seconds=self.plan.pace_s if seconds is None else seconds)

    def say(self, kind: str, stage: str | None, **facts: object) -> None:
        number = f"{self.number}.{len(self.events) + 1}"
        event = Event(number, self.job_id, self.document_id, self.clock, kind, stage, **facts)  # type: ignore[arg-type]
        self.events.append(event)

    def held(self) -> dict[str, object]:
        return {"worker": self.worker, "fence": self.fence}

    def claim(self) -> None:
        self.pass_time()
        self.fence += 1

    def lose_worker(self, stage: str) -> None:
        lost = self.worker
        self.claim()
        self.say(ERROR, stage, code="worker_lost", worker=lost, taken_over_by=self.worker, fence=self.fence)

    def fail(self, stage: str) -> None:
        """Fail as often as retries allow; then die."""
        self.pass_time()
        if self.retries == RULES.max_retries:
            self.die(stage, "parser_unavailable")
            return
        self.retries += 1
        why = {"code": "parser_unavailable", "message": "The parser is away.", "state": "retryable"}
        wait = RULES.wait_s(self.retries) * (1 + self.number % 4 / 10)
        facts: dict[str, object] = {**self.held(), **why, "retry_count": self.retries, "wait_s": wait}
        self.say(ERROR, stage, **facts)
        self.say(RETRY, stage, **facts)
        self.pass_time(wait)
        self.claim()

    def wait_out(self, stage: str) -> None:
        """Wait for an absent service, which costs no attempt."""
        self.pass_time()
        why = {"code": "parser_unavailable", "message": "The parser is away.", "state": "retryable"}
        facts: dict[str, object] = {**self.held(), **why, "retry_count": self.retries, "waiting_for": "llamaparse ask"}
        self.say(ERROR, stage, **facts)
        self.say(RETRY, stage, **facts)
        self.pass_time(self.number % 3 * 40)  # as long as it takes, even not at all
        self.claim()

    def die(self, stage: str, code: str) -> None:
        self.pass_time()
        facts: dict[str, object] = {"code": code, "message": "Nothing can be read in it.", "state": "deadletter"}
        self.say(ERROR, stage, **self.held(), **facts)
        self.say(FINALIZED, stage, **self.held(), **facts)

    def retry_by_hand(self, stage: str) -> None:
        self.pass_time(60)
        self.say(RETRY, stage, code=RULES.by_hand, state="queued")
        self.retries = 0
        self.claim()


def tell(plans: list[Plan] | tuple[Plan, ...]) -> Records:
    """The records of all jobs, their events interleaved by time."""
    found = [_tell(number, plan) for number, plan in enumerate(plans)]
    events = sorted(chain.from_iterable(one.events for one in found), key=lambda event: event.at)
    return Records(
        accepted=[accepted for one in found for accepted in one.accepted],
        jobs=[job for one in found for job in one.jobs],
        events=events,
        chunks=[chunk for one in found for chunk in one.chunks],
        stored=[stored for one in found for stored in one.stored or ()],
        read_at=max((event.at for event in events), default=BEGIN) + timedelta(seconds=1),
    )


def _tell(number: int, plan: Plan) -> Records:
    told = Told(number, plan, clock=BEGIN + timedelta(seconds=plan.start_s))
    created = told.clock
    dead = _work(told, plan)
    end = End.DELETED if plan.deleted else End.DEADLETTER if dead else End.DONE
    accepted = Accepted(told.job_id, told.document_id, told.user_id, created, end)
    if plan.deleted:
        return Records([accepted], events=told.events[: len(told.events) // 2] if plan.remains else ())
    last = told.events[-1]
    job = Job(
        told.job_id,
        told.document_id,
        last.stage or "",
        "deadletter" if dead else "done",
        created,
        told.user_id,
        created,
        told.clock,
        told.retries,
        None if dead else plan.chunks,
        last.code,
        last.message,
    )
    chunks = [] if dead else [_chunk(told, ord_) for ord_ in range(plan.chunks)]
    stored = [Stored(bucket, f"{told.document_id}.x", told.document_id) for bucket in ("raw", "parsed")[: 2 - dead]]
    return Records([accepted], [job], told.events, chunks, stored)


def _work(told: Told, plan: Plan) -> bool:
    """Go through the stages as planned. True if the job ended as a dead letter."""
    for place, stage in enumerate(RULES.stages):
        told.say(STARTED, stage, **(told.held() if place else {}))
        if place == 0:
            told.claim()
        for where, mishap in plan.mishaps:
            if where == place and mishap == "lost worker":
                told.lose_worker(stage)
            elif where == place and mishap == "failure":
                told.fail(stage)
            elif where == place and mishap == "outage":
                told.wait_out(stage)
            elif where == place:
                told.claim()
            if told.events[-1].type == FINALIZED:
                if not plan.by_hand:
                    return True
                told.retry_by_hand(stage)
        if plan.dies_at == place:
            told.die(stage, "no_text")
            if not plan.by_hand:
                return True
            told.retry_by_hand(stage)
        told.pass_time()
        told.say(STAGE_DONE, stage, **told.held())
    told.say(FINALIZED, RULES.stages[-1], state="done", **told.held())
    return False


def _chunk(told: Told, ord_: int) -> Chunk:
    text = f"Chunk {ord_} of {told.document_id}."
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Chunk(
        f"{told.document_id}/{ord_}", told.document_id, ord_, text, sha, "markdown 1", RULES.vector_dim, told.user_id
    )


def many(events: int) -> Records:
    """A history of about this many events, with mishaps of every kind."""
    rng = random.Random(events)
    plans = [
        Plan(
            mishaps=((rng.randrange(9), rng.choice(MISHAPS)),),
            dies_at=rng.choice((None, None, None, 3)),
            by_hand=rng.random() < 0.5,
            chunks=rng.randint(1, 4),
            start_s=rng.random() * 1000,
        )
        for _ in range(events // 18)
    ]
    return tell(plans)
