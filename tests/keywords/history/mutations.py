"""Ways to spoil a history, each with the kind of violation to find, and the job to blame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from keywords.history.judging import Chunk, Event, Job, Kind, Records, Stored
from keywords.history.records import DONE, ERROR, FINALIZED, RETRY, STAGE_DONE, STARTED
from tests.keywords.history.histories import BEGIN, RULES, Plan, tell

RICH = Plan(mishaps=((1, "handed back"), (2, "lost worker"), (3, "failure"), (5, "failure")), chunks=4, start_s=3)
DEAD = Plan(mishaps=((2, "failure"),), dies_at=4, start_s=5)
GONE = Plan(deleted=True)
RICH_JOB, DEAD_JOB, GONE_JOB = "job-0", "job-1", "job-2"

Change = Callable[[Records], Records]


@dataclass(frozen=True)
class Mutation:
    change: Change
    kind: Kind
    job: str | None = RICH_JOB


def events_of(job: str, change: Callable[[list[Event]], list[Event]]) -> Change:
    def mutate(records: Records) -> Records:
        others = [event for event in records.events if event.job_id != job]
        return replace(records, events=others + change([event for event in records.events if event.job_id == job]))

    return mutate


def at(kind: str, stage: str | None = None) -> Callable[[list[Event]], int]:
    """The place of the first such event."""
    return lambda events: next(
        place for place, event in enumerate(events) if event.type == kind and stage in (None, event.stage)
    )


def drop(where: Callable[[list[Event]], int], job: str = RICH_JOB) -> Change:
    return events_of(job, lambda events: [event for place, event in enumerate(events) if place != where(events)])


def again(where: Callable[[list[Event]], int], job: str = RICH_JOB, **changes: Any) -> Change:
    """Repeat an event right behind the first."""

    def change(events: list[Event]) -> list[Event]:
        place = where(events)
        return [*events[: place + 1], replace(events[place], **changes), *events[place + 1 :]]

    return events_of(job, change)


def alter(where: Callable[[list[Event]], int], job: str = RICH_JOB, **changes: Any) -> Change:
    def change(events: list[Event]) -> list[Event]:
        place = where(events)
        return [*events[:place], replace(events[place], **changes), *events[place + 1 :]]

    return events_of(job, change)


def swap(where: Callable[[list[Event]], int], job: str = RICH_JOB) -> Change:
    """Swap the times of this event and the next."""

    def change(events: list[Event]) -> list[Event]:
        place = where(events)
        first, second = events[place : place + 2]
        swapped = [replace(second, at=first.at), replace(first, at=second.at)]
        return [*events[:place], *swapped, *events[place + 2 :]]

    return events_of(job, change)


def shift(where: Callable[[list[Event]], int], seconds: float, job: str = RICH_JOB) -> Change:
    """Move this event and all behind it by this time, forwards or backwards."""

    def change(events: list[Event]) -> list[Event]:
        place, by = where(events), timedelta(seconds=seconds)
        return [*events[:place], *(replace(event, at=event.at + by) for event in events[place:])]

    return events_of(job, change)


def rows_of(name: str, job: str, change: Callable[[list[Any]], Sequence[Any]]) -> Change:
    """Change the jobs, chunks or other named rows of one job's document."""
    document = job.replace("job", "document")

    def mutate(records: Records) -> Records:
        rows = getattr(records, name)
        mine = [row for row in rows if row.document_id == document]
        others = [row for row in rows if row.document_id != document]
        changed: dict[str, Any] = {name: [*others, *change(mine)]}
        return replace(records, **changed)

    return mutate


def job_with(job: str = RICH_JOB, **changes: Any) -> Change:
    return rows_of("jobs", job, lambda rows: [replace(row, **changes) for row in rows])


def chunk_with(place: int = 1, **changes: Any) -> Change:
    return rows_of(
        "chunks", RICH_JOB, lambda rows: [replace(c, **changes) if n == place else c for n, c in enumerate(rows)]
    )


def with_more(name: str, row: Any) -> Change:
    def mutate(records: Records) -> Records:
        changed: dict[str, Any] = {name: [*getattr(records, name), row]}
        return replace(records, **changed)

    return mutate


def both(first: Change, second: Change) -> Change:
    return lambda records: second(first(records))


def retried_once_more(events: list[Event]) -> list[Event]:
    """Add two more failures after the last, each counted and waited for."""
    place = max(n for n, event in enumerate(events) if event.type == RETRY)
    error, retry = events[place - 1], events[place]
    more: list[Event] = []
    clock = retry.at
    for number in (3, 4):
        clock += timedelta(seconds=100)
        facts: dict[str, Any] = {"at": clock, "fence": 50 + number, "retry_count": number, "wait_s": 64.0}
        more += [replace(e, event_id=f"x{number}{e.type}", **facts) for e in (error, retry)]
    later = [replace(e, at=e.at + timedelta(seconds=1000), fence=99, worker="w") for e in events[place + 1 :]]
    return [*events[: place + 1], *more, *later]


def everything_lost(records: Records) -> Records:
    for name in ("jobs", "events", "chunks", "stored"):
        records = rows_of(name, RICH_JOB, lambda _: [])(records)
    return records


CHUNK = Chunk("c", "document-9", 0, "T.", "?", "markdown 1", 8)
PARSED, LAST = RULES.stages[3], RULES.stages[-1]
MUTATIONS = {
    "stage's start dropped": Mutation(drop(at(STARTED, PARSED)), Kind.STAGE_SKIPPED),
    "stage's end dropped": Mutation(drop(at(STAGE_DONE, PARSED)), Kind.STAGE_SKIPPED),
    "first event dropped": Mutation(drop(at(STARTED)), Kind.STAGE_SKIPPED),
    "last stage's end dropped": Mutation(drop(at(STAGE_DONE, LAST)), Kind.STAGE_SKIPPED),
    "whole stage dropped": Mutation(
        events_of(RICH_JOB, lambda events: [e for e in events if e.stage != RULES.stages[4]]), Kind.STAGE_SKIPPED
    ),
    "all events dropped": Mutation(events_of(RICH_JOB, lambda _: []), Kind.STAGE_SKIPPED),
    "two events swapped": Mutation(swap(at(STAGE_DONE, PARSED)), Kind.STAGE_REORDERED),
    "failure swapped with stage": Mutation(swap(at(STAGE_DONE, RULES.stages[4])), Kind.STAGE_REORDERED),
    "stage started again": Mutation(again(at(STARTED, PARSED), event_id="x"), Kind.STAGE_REPEATED),
    "stage done again": Mutation(again(at(STAGE_DONE, PARSED), event_id="x"), Kind.STAGE_REPEATED),
    "event doubled": Mutation(again(at(ERROR, RULES.stages[2])), Kind.EVENT_TWICE),
    "failure of another stage": Mutation(alter(at(RETRY, PARSED), stage=LAST), Kind.WRONG_STAGE),
    "job's stage behind": Mutation(job_with(stage=PARSED), Kind.WRONG_STAGE),
    "stage unheard of": Mutation(alter(at(STARTED, PARSED), stage="polishing"), Kind.WORD_UNKNOWN),
    "state unheard of": Mutation(job_with(state="sleeping"), Kind.WORD_UNKNOWN),
    "type unheard of": Mutation(again(at(STARTED, PARSED), event_id="x", type="note"), Kind.WORD_UNKNOWN),
    "chunk lost": Mutation(rows_of("chunks", RICH_JOB, lambda rows: rows[:1] + rows[2:]), Kind.CHUNK_MISSING),
    "last chunk lost": Mutation(rows_of("chunks", RICH_JOB, lambda rows: rows[:-1]), Kind.CHUNK_MISSING),
    "all chunks lost": Mutation(rows_of("chunks", RICH_JOB, lambda _: []), Kind.CHUNK_MISSING),
    "chunk doubled": Mutation(rows_of("chunks", RICH_JOB, lambda rows: [*rows, rows[1]]), Kind.CHUNK_TWICE),
    "chunk doubled at the end": Mutation(
        rows_of("chunks", RICH_JOB, lambda rows: [*rows, replace(rows[1], ord=4, chunk_id="x")]), Kind.CHUNK_TWICE
    ),
    "chunk too many": Mutation(
        rows_of("chunks", RICH_JOB, lambda rows: [*rows, replace(rows[1], ord=4, chunk_id="x", sha="y")]),
        Kind.CHUNK_UNEXPECTED,
    ),
    "places shifted": Mutation(
        rows_of("chunks", RICH_JOB, lambda rows: [replace(row, ord=row.ord + 1) for row in rows]), Kind.CHUNK_MISSING
    ),
    "wrong hash": Mutation(chunk_with(sha="0" * 64), Kind.WRONG_HASH),
    "other text": Mutation(chunk_with(text="Another text."), Kind.WRONG_HASH),
    "wrong dimension": Mutation(chunk_with(dimension=7), Kind.WRONG_DIMENSION),
    "no vector": Mutation(chunk_with(dimension=None), Kind.WRONG_DIMENSION),
    "two chunkers": Mutation(chunk_with(chunker="markdown 2"), Kind.CHUNKERS_MIXED),
    "chunk of another user": Mutation(chunk_with(user_id="user-1"), Kind.WRONG_USER),
    "chunk left in the buffer": Mutation(chunk_with(buffered=True), Kind.BUFFER_LEFT),
    "vector left in the buffer": Mutation(
        with_more("chunks", Chunk("v", "document-0", buffered=True)), Kind.BUFFER_LEFT
    ),
    "chunk of a deleted document": Mutation(
        with_more("chunks", replace(CHUNK, document_id="document-2")), Kind.LEFT_AFTER_DELETION, GONE_JOB
    ),
    "object of a deleted document": Mutation(
        with_more("stored", Stored("raw", "x", "document-2")), Kind.LEFT_AFTER_DELETION, GONE_JOB
    ),
    "job of a deleted document": Mutation(
        with_more("jobs", Job(GONE_JOB, "document-2", PARSED, "working", BEGIN)), Kind.LEFT_AFTER_DELETION, GONE_JOB
    ),
    "object lost": Mutation(rows_of("stored", RICH_JOB, lambda rows: rows[:1]), Kind.OBJECT_MISSING),
    "unexpected job": Mutation(
        with_more("jobs", Job("job-9", "document-9", PARSED, "queued", BEGIN)), Kind.JOB_UNEXPECTED, "job-9"
    ),
    "unexpected event": Mutation(
        with_more("events", Event("x", "job-9", "document-9", BEGIN, STARTED, PARSED, worker="w", fence=1)),
        Kind.EVENT_UNEXPECTED,
        "job-9",
    ),
    "unexpected chunk": Mutation(with_more("chunks", CHUNK), Kind.CHUNK_UNEXPECTED, None),
    "unexpected object": Mutation(with_more("stored", Stored("raw", "x", "document-9")), Kind.OBJECT_UNEXPECTED, None),
    "job lost": Mutation(rows_of("jobs", RICH_JOB, lambda _: []), Kind.JOB_MISSING),
    "everything lost": Mutation(
        everything_lost,
        Kind.JOB_MISSING,
    ),
    "two jobs": Mutation(
        rows_of("jobs", RICH_JOB, lambda rows: [*rows, replace(rows[0], job_id="job-9")]), Kind.JOB_TWICE
    ),
    "job's row doubled": Mutation(rows_of("jobs", RICH_JOB, lambda rows: rows * 2), Kind.JOB_TWICE),
    "job of another document": Mutation(job_with(document_id="document-9"), Kind.WRONG_DOCUMENT),
    "event of another document": Mutation(alter(at(STAGE_DONE, PARSED), document_id="document-1"), Kind.WRONG_DOCUMENT),
    "job of another user": Mutation(job_with(user_id="user-1"), Kind.WRONG_USER),
    "end missing": Mutation(drop(at(FINALIZED)), Kind.END_MISSING),
    "job never ended": Mutation(job_with(state="working"), Kind.END_MISSING),
    "two ends": Mutation(again(at(FINALIZED), event_id="x"), Kind.END_TWICE),
    "two ends, one of each": Mutation(again(at(FINALIZED), event_id="x", state="deadletter"), Kind.END_TWICE),
    "other end": Mutation(job_with(DEAD_JOB, state=DONE), Kind.END_UNEXPECTED, DEAD_JOB),
    "other final state": Mutation(alter(at(FINALIZED), state="deadletter"), Kind.END_UNEXPECTED),
    "work after the end": Mutation(
        events_of(DEAD_JOB, lambda events: [*events, replace(events[-1], event_id="x", type=STAGE_DONE)]),
        Kind.WORK_AFTER_END,
        DEAD_JOB,
    ),
    "two workers under one claim": Mutation(alter(at(STAGE_DONE, PARSED), worker="other"), Kind.TWO_WORKERS),
    "fence down": Mutation(alter(at(STAGE_DONE, RULES.stages[4]), fence=0, worker="other"), Kind.FENCE_DOWN),
    "lost worker writes on": Mutation(
        alter(
            at(STARTED, PARSED), fence=2, worker=next(event.worker for event in tell([RICH]).events if event.fence == 2)
        ),
        Kind.LATE_WRITE,
    ),
    "worker writes after giving back": Mutation(
        events_of(
            RICH_JOB,
            lambda events: [
                *events[: at(RETRY)(events) + 1],
                replace(events[at(RETRY)(events)], event_id="x", type=STAGE_DONE, at=events[at(RETRY)(events) + 1].at),
                *events[at(RETRY)(events) + 1 :],
            ],
        ),
        Kind.LATE_WRITE,
    ),
    "claim missing": Mutation(alter(at(STAGE_DONE, PARSED), fence=None), Kind.CLAIM_MISSING),
    "wait too short": Mutation(alter(at(RETRY, PARSED), wait_s=1.9), Kind.WAIT_TOO_SHORT),
    "wait not doubled": Mutation(alter(at(RETRY, RULES.stages[5]), wait_s=2.5), Kind.WAIT_TOO_SHORT),
    "retry too soon": Mutation(shift(at(STAGE_DONE, PARSED), -1.0), Kind.RETRY_TOO_SOON),
    "retry too soon, wait missing": Mutation(
        both(shift(at(STAGE_DONE, PARSED), -1.0), alter(at(RETRY, PARSED), wait_s=None)), Kind.RETRY_TOO_SOON
    ),
    "too many retries": Mutation(events_of(RICH_JOB, retried_once_more), Kind.TOO_MANY_RETRIES),
    "retry dropped": Mutation(drop(at(RETRY, PARSED)), Kind.RETRIES_MISCOUNTED),
    "last retry dropped": Mutation(drop(at(RETRY, RULES.stages[5])), Kind.RETRIES_MISCOUNTED),
    "retry said to wait for a service": Mutation(
        alter(at(RETRY, PARSED), waiting_for="llamaparse ask"), Kind.RETRIES_MISCOUNTED
    ),
    "failure without a retry": Mutation(drop(at(RETRY, PARSED)), Kind.FAILURE_UNANSWERED),
    "dead letter without a code": Mutation(job_with(DEAD_JOB, error_code=None), Kind.DEADLETTER_UNEXPLAINED, DEAD_JOB),
    "dead letter without a sentence": Mutation(
        job_with(DEAD_JOB, error_message="ValueError"), Kind.DEADLETTER_UNEXPLAINED, DEAD_JOB
    ),
    "dead letter's events without a sentence": Mutation(
        alter(at(FINALIZED), DEAD_JOB, message=None), Kind.DEADLETTER_UNEXPLAINED, DEAD_JOB
    ),
    "dead letter with a code of its own": Mutation(
        job_with(DEAD_JOB, error_code="oops"), Kind.CODE_NOT_ALLOWED, DEAD_JOB
    ),
    "time backwards": Mutation(shift(at(STAGE_DONE, RULES.stages[4]), -30.0), Kind.TIME_BACKWARDS),
    "finished before it began": Mutation(job_with(finished_at=BEGIN - timedelta(hours=1)), Kind.TIME_BACKWARDS),
    "time without a zone": Mutation(
        alter(at(STAGE_DONE, PARSED), at=BEGIN.replace(tzinfo=None)), Kind.TIME_WITHOUT_ZONE
    ),
    "job's time without a zone": Mutation(job_with(created_at=BEGIN.replace(tzinfo=None)), Kind.TIME_WITHOUT_ZONE),
    "local time as UTC": Mutation(shift(at(FINALIZED), 7200.0), Kind.TIME_IN_FUTURE),
}
