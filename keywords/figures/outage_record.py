"""The record of an outage: the answers that users got, and what became of their documents."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from keywords.evidence.model import Timeline
from keywords.faults.fault import Fault
from keywords.figures.outage_needs import given_up_after, in_need, needed_until
from keywords.figures.own_clock import OwnClock
from keywords.history.judging import Group, History, Records
from keywords.history.records import DONE, ERROR, RETRY, Event
from keywords.stacks.services import kind_of, service_of

STILL = "documents that stand still"
TOUCHED = "touched by the fault"
AVAILABLE, HEALTHY = "available", "healthy"
AWAY = 503
MET = "documents that met the fault"
ENOUGH = 3  # documents that met a fault, or requests that it touched or refused
LOST, OUT_OF_MEMORY = (
    "worker_lost",
    "worker_out_of_memory",
)  # codes for the end of a worker, not of a service that it calls
DELAYING = {"silent", "latency_seconds", "bytes_per_second", "direction"}
OF_THE_API = ("upload", "job", "search")
LEFT_WAITING_SECONDS = 3


@dataclass(frozen=True)
class Answer:
    call: str
    at: float  # when the user asked, in seconds since 1970 like all times here
    seconds: float
    status: int  # 0: no answer
    retry_after: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict, compare=False)  # the user, the job, and the answer itself

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def ended(self) -> float:
        return self.at + self.seconds


@dataclass(frozen=True)
class Look:
    """One answer of readiness."""

    at: float
    status: int  # 0: no answer
    states: dict[str, str]
    ids: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def all_clear(self) -> bool:
        return 200 <= self.status < 300 and set(self.states.values()) == {AVAILABLE}


@dataclass(frozen=True)
class Health:
    """One answer of the health check."""

    at: float
    status: int  # 0: no answer
    said: str
    ids: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def all_clear(self) -> bool:
        return 200 <= self.status < 300 and self.said == HEALTHY


@dataclass(frozen=True)
class Times:
    began: float
    broke: float
    healing: float  # when healing began; for a fault that heals itself, the break
    steady: float  # when everything was ready again
    ended: float
    struck: float = 0.0  # when the fault was wholly in force: until then, what it takes may come back for a moment


@dataclass(frozen=True)
class OutageRecord:
    service: str  # the one that was lost
    removed: bool  # no one could use it
    times: Times
    answers: Sequence[Answer]
    looks: Sequence[Look]
    records: Records
    history: History
    health: Sequence[Health] = ()
    waits_out: float = math.inf  # the seconds that the pipeline promises to wait for the service
    refusing: Sequence[str] = ()  # other services that refuse calls at the same time
    clock: OwnClock = field(default_factory=OwnClock)  # what the suite saw of the jobs
    ahead: float = 0  # how much the pipeline's clock shows more than the suite's

    def broken_until(self) -> float:
        """When healing began; for a fault that heals itself, when everything was ready again."""
        return self.times.healing if self.times.healing > self.times.broke else self.times.steady

    def answers_during(self) -> list[Answer]:
        """The answers from the break until everything was ready again. A conflict is an answer like any other."""
        return [a for a in self.answers if a.ended >= self.times.broke and a.at <= self.times.steady]

    def errors_other_than_503(self) -> list[Answer]:
        """Answers of the API. If the API itself is away, no answer is to be expected and does not count."""
        bad = [a for a in self.answers_during() if a.call in OF_THE_API and not a.good and a.status != AWAY]
        return [a for a in bad if a.status or self.service != "api"]

    def refusals(self) -> list[Answer]:
        return [a for a in self.answers_during() if a.call in OF_THE_API and a.status == AWAY]

    def answers_after(self) -> list[Answer]:
        """Answers of the API to requests made after everything was ready again."""
        return [a for a in self.answers if a.call in OF_THE_API and a.at > self.times.steady]

    @property
    def missing(self) -> list[str]:
        """The services that requests cannot use: the one that was lost, and others that refuse."""
        return [self.service, *self.refusing]

    def works_without(self) -> frozenset[str]:
        """The users' calls that succeed without these services."""
        return frozenset.intersection(*(kind_of(service).works_without for service in self.missing))

    def unaffected(self) -> list[Answer]:
        """Answers during the fault to requests that do not need the service."""
        calls = self.works_without()
        return [a for a in self.answers if a.call in calls and self.times.broke <= a.at <= self.broken_until()]

    def reported_after(self) -> float | None:
        """Seconds from the break until readiness named the service; None if it never did."""
        return reported_after(self.service, self.looks, self.times.broke)

    def health_reported_after(self) -> float | None:
        """Seconds from the break until the health check gave no all-clear; None if it always did."""
        return health_reported_after(self.health, self.times.broke)

    def health_answers(self) -> list[Look | Health]:
        """The answers of readiness and health to the healing, from when the fault was in force and they reported it."""
        ready = max(self.times.struck, self.times.broke + (self.reported_after() or 0))
        healthy = max(self.times.struck, self.times.broke + (self.health_reported_after() or 0))
        looks = [look for look in self.looks if ready <= look.at <= self.times.healing]
        return [*looks, *(one for one in self.health if healthy <= one.at <= self.times.healing)]

    def resumed_after(self) -> float | None:
        """Seconds from the healing until a document was accepted again; None if none was."""
        good = [a for a in self.answers if a.call == "upload" and a.good and a.ended >= self.times.healing]
        return good[0].ended - self.times.healing if good else None

    def waiting_at_break(self) -> list[str]:
        """The jobs that needed the service when it broke."""
        return in_need(self.service, self.records, self.times.broke)

    def unfinished_at_healing(self) -> list[str]:
        """The jobs that still needed the service when healing began."""
        return in_need(self.service, self.records, self.broken_until())

    def excused(self) -> set[str]:
        """The jobs that were given up after the pipeline had waited for as long as it promises."""
        return given_up_after(self.records, self.waits_out, self.times.broke)

    def done_at(self) -> dict[str, float]:
        """When each job that is done was seen done, by the suite's own clock.

        By the recorded end only if the suite did not see it, as in an environment that shows no jobs meanwhile.
        """
        rows = {job.job_id: job.finished_at for job in self.records.jobs if job.state == DONE and job.finished_at}
        return {job_id: self.clock.ended.get(job_id, at.timestamp()) for job_id, at in rows.items()}

    def affected(self) -> dict[str, float | None]:
        """The jobs that needed the service during the fault, and when each was done (None: never).

        If no one could use the service, these are the jobs that still needed it when healing began.
        """
        done = self.done_at()
        needing = dict.fromkeys(self.unfinished_at_healing())
        if not self.removed:
            left = needed_until(self.service, self.records)
            during = (one for one, at in left.items() if self.times.broke <= at <= self.broken_until())
            needing |= dict.fromkeys(during)
        return {job_id: done.get(job_id) for job_id in needing if job_id not in self.excused()}

    def sent_during(self) -> list[str]:
        """The jobs accepted during the fault, and after readiness reported it if it did."""
        since, until = known_since(self.service, self.looks, self.times.broke), self.broken_until()
        return [one.job_id for one in self.records.accepted if since <= one.at.timestamp() <= until]

    def completed_during(self) -> list[str]:
        """Those of the jobs sent during the fault that were done before the healing."""
        done = self.done_at()
        return [job_id for job_id in self.sent_during() if done.get(job_id, math.inf) <= self.broken_until()]

    def recovery_times(self) -> list[float]:
        """Seconds from the healing until each affected job was done, except those done before."""
        done = [at - self.times.healing for at in self.affected().values() if at is not None]
        return sorted(seconds for seconds in done if seconds > 0)

    def taken_over(self) -> set[str]:
        """The jobs taken over from lost workers since the break."""
        return {e.job_id for e in self.records.events if e.taken_over_by and e.at.timestamp() >= self.times.broke}

    def retried(self) -> set[str]:
        """The documents that the pipeline has retried since the break."""
        events = (e for e in self.records.events if e.type == RETRY and e.at.timestamp() >= self.times.broke)
        return {event.document_id for event in events}


def documents_with(history: History, group: Group) -> set[str]:
    """The documents with a violation of this group; the job if a violation names no document."""
    bad = [violation for violation in history.violations if violation.kind.group is group]
    return {str(violation.document_id or violation.job_id) for violation in bad}


def reported_after(service: str, looks: Sequence[Look], broke: float) -> float | None:
    dependency = kind_of(service).dependency
    after = [look for look in looks if look.at >= broke and look.states.get(dependency, AVAILABLE) != AVAILABLE]
    return after[0].at - broke if after else None


def known_since(service: str, looks: Sequence[Look], broke: float) -> float:
    """The moment of the first report by readiness; the break if it makes none."""
    return broke + (reported_after(service, looks, broke) or 0)


def health_reported_after(health: Sequence[Health], broke: float) -> float | None:
    after = [one for one in health if one.at >= broke and one.status and not one.all_clear]
    return after[0].at - broke if after else None


def events_since(events: Sequence[Event], moment: float) -> list[str]:
    """The retries and errors since then, as `type code`."""
    return [
        f"{event.type} {event.code}"
        for event in events
        if event.type in (RETRY, ERROR) and event.at.timestamp() >= moment
    ]


def signs(answers: Sequence[Answer], events: Sequence[str], touched: int, broke: float) -> Counter[str]:
    """Signs that a fault bites: refusals, retries and errors, requests that it touched."""
    refused = [a for a in answers if a.ended >= broke and (a.status == 0 or a.status >= 500)]
    found = Counter(f"{a.call} answered {a.status or 'nothing'}" for a in refused) + Counter(events)
    return found + Counter({TOUCHED: touched})


def left_waiting(waiting: Mapping[str, float], broke: float, now: float) -> Counter[str]:
    """Calls that have long had no answer since the break: hanging is a sign too."""
    return Counter(
        f"{call} left waiting" for call, at in waiting.items() if now - max(at, broke) > LEFT_WAITING_SECONDS
    )


def bites(fault: Fault, found: Counter[str]) -> bool:
    """True if there are enough signs: users were refused, or enough documents met the fault.

    A fault that only delays causes neither refusals nor retries; it is enough that it touched something.
    """
    service = service_of(fault.target)
    # The workers that would report it are cut off, and no user notices.
    if fault.user == "worker" and not kind_of(service).records_events:
        return found[TOUCHED] >= ENOUGH
    if fault.kind == "processor" or (fault.kind == "network" and set(fault.parameters) <= DELAYING):
        return found[TOUCHED] >= ENOUGH
    if service == "worker":  # one job is enough, taken over or stalled
        return found[f"{ERROR} {LOST}"] + found[f"{ERROR} {OUT_OF_MEMORY}"] + found[STILL] > 0
    unrecorded = fault.user == "api" or not kind_of(service).records_events
    return (found.total() - found[TOUCHED] - found[MET] if unrecorded else found[MET]) >= ENOUGH


def timeline(records: Records, stages: Sequence[str], times: Times, points: int = 60) -> Timeline:
    """How many jobs were at each stage, at some points of time; the fault is `shaded`."""
    moments = [times.began + (times.ended - times.began) * n / points for n in range(points + 1)]
    steps = list(steps_of(records))
    counts: dict[str, list[int]] = {stage: [] for stage in stages}
    for moment in moments:
        reached: dict[str, str] = {}
        for at, job_id, stage in steps:
            if at.timestamp() <= moment:
                reached[job_id] = stage
        for stage, count in counts.items():
            count.append(sum(found == stage for found in reached.values()))
    broken = (round(times.broke - times.began, 3), round(max(times.healing, times.broke) - times.began, 3))
    return Timeline(seconds=[round(moment - times.began, 3) for moment in moments], jobs=counts, shaded=broken)


def steps_of(records: Records) -> Iterator[tuple[datetime, str, str]]:
    """The events that name a stage, by time."""
    for event in sorted(records.events, key=lambda event: event.at):
        if event.stage:
            yield event.at, event.job_id, event.stage
