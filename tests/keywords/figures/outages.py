"""One outage of the parser, as its record holds it. Each test changes what it is about."""

from collections.abc import Sequence
from datetime import UTC, datetime

from keywords.figures.outage_record import Answer, Health, Look, OutageRecord, Times
from keywords.history.judging import Accepted, Event, History, Job, Population, Records, Violation

BEGAN, BROKE, HEALING, STEADY, ENDED = 1000.0, 1010.0, 1012.0, 1013.0, 1020.0
TIMES = Times(BEGAN, BROKE, HEALING, STEADY, ENDED)
UP = {"database": "available", "llamaparse": "available"}
DOWN = {**UP, "llamaparse": "unavailable"}


def at(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC)


def job(name: str, accepted: float, finished: float | None, state: str = "done") -> tuple[Accepted, Job]:
    upload = Accepted(name, f"d-{name}", "u", at(accepted))
    end = None if finished is None else at(finished)
    return upload, Job(name, f"d-{name}", "embedded", state, at(accepted), finished_at=end)


def event(type_: str, moment: float, stage: str = "parsing", name: str = "a") -> Event:
    return Event(f"{name}{moment}", name, f"d-{name}", at(moment), type_, stage, code="parser_unavailable")


JOBS = [job("before", 1001, 1003), job("a", 1009, 1014), job("b", 1011, 1016), job("after", 1015, 1018)]
EVENTS = [event("stage_started", 1009.5), event("error", 1010.5), event("retry", 1010.6), event("stage_done", 1013.5)]
ANSWERS = [
    Answer("upload", 1005, 0.1, 201),
    Answer("job", 1010.5, 0.1, 200),
    Answer("search", 1011, 0.3, 503, "2"),
    Answer("upload", 1012.5, 0.1, 201),
]
LOOKS = [Look(1009, 200, UP), Look(1010.2, 200, UP), Look(1011, 200, DOWN)]
HEALTH = [Health(1010.2, 200, "healthy"), Health(1010.5, 0, ""), Health(1011.5, 200, "degraded")]


def outage(
    *,
    service: str = "llamaparse",
    removed: bool = True,
    times: Times = TIMES,
    jobs: Sequence[tuple[Accepted, Job]] = JOBS,
    events: Sequence[Event] = EVENTS,
    answers: Sequence[Answer] = ANSWERS,
    looks: Sequence[Look] = LOOKS,
    health: Sequence[Health] = HEALTH,
    violations: tuple[Violation, ...] = (),
) -> OutageRecord:
    records = Records([upload for upload, _ in jobs], [end for _, end in jobs], list(events))
    history = History(violations, Population(len(jobs), len(jobs), len(events), 5, 5, 5))
    return OutageRecord(service, removed, times, answers, looks, records, history, health)
