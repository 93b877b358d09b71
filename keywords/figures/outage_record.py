"""The record of an outage: what users were answered, and what became of their documents."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from keywords.evidence.model import Timeline
from keywords.faults.fault import Fault
from keywords.history.judging import Group, History, Records
from keywords.history.records import DONE, ERROR, RETRY, Event
from keywords.stacks.services import kind_of, service_of

STILL = "documents that stand still"
TOUCHED = "touched by the weather, the network or the lack of a processor"
AVAILABLE, HEALTHY = "available", "healthy"
AWAY = 503
ENOUGH = 2
LOST, OUT_OF_MEMORY = "worker_lost", "worker_out_of_memory"  # what becomes of a worker, not of whom it asks
DELAYING = {"silent", "latency_seconds", "bytes_per_second", "direction"}
OF_THE_API = ("upload", "job", "search")
LEFT_WAITING_SECONDS = 3


@dataclass(frozen=True)
class Answer:
    call: str
    at: float  # when it was asked for, in seconds since 1970 as all times here
    seconds: float
    status: int  # 0: none came
    retry_after: str | None = None

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def ended(self) -> float:
        return self.at + self.seconds


@dataclass(frozen=True)
class Look:
    """One answer to: are you ready?"""

    at: float  # when it came
    status: int  # 0: none came
    states: dict[str, str]

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300 and set(self.states.values()) == {AVAILABLE}


@dataclass(frozen=True)
class Health:
    """One answer to: are you healthy?"""

    at: float  # when it came
    status: int  # 0: none came
    said: str

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300 and self.said == HEALTHY


@dataclass(frozen=True)
class Times:
    began: float
    broke: float
    healing: float  # the moment in which it was begun to heal; for what heals by itself, that of the break
    steady: float  # everything is ready again
    ended: float


@dataclass(frozen=True)
class OutageRecord:
    service: str  # the one that was missed
    removed: bool  # it was gone, not just ill
    times: Times
    answers: Sequence[Answer]
    looks: Sequence[Look]
    records: Records
    history: History
    health: Sequence[Health] = ()

    def broken_until(self) -> float:
        """The moment in which it was begun to heal; where nobody had to, that in which all was well again."""
        return self.times.healing if self.times.healing > self.times.broke else self.times.steady

    def answers_during(self) -> list[Answer]:
        """What users were answered from the break until all was well again; a conflict is an answer as any other."""
        return [a for a in self.answers if a.ended >= self.times.broke and a.at <= self.times.steady]

    def errors_other_than_503(self) -> list[Answer]:
        """Of the API. Where it is the API that is away, no answer at all is what has to be expected."""
        bad = [a for a in self.answers_during() if a.call in OF_THE_API and not a.good and a.status != AWAY]
        return [a for a in bad if a.status or self.service != "api"]

    def refusals(self) -> list[Answer]:
        return [a for a in self.answers_during() if a.call in OF_THE_API and a.status == AWAY]

    def answers_after(self) -> list[Answer]:
        """What users asked of the API when readiness said that all was well again."""
        return [a for a in self.answers if a.call in OF_THE_API and a.at > self.times.steady]

    def unaffected(self) -> list[Answer]:
        """Work that has nothing to do with what is broken, asked for while it was."""
        calls = kind_of(self.service).works_without
        return [a for a in self.answers if a.call in calls and self.times.broke <= a.at <= self.broken_until()]

    def reported_after(self) -> float | None:
        """Seconds until readiness named what is away; None when it never did."""
        return reported_after(self.service, self.looks, self.times.broke)

    def health_reported_after(self) -> float | None:
        """Seconds until an answer about health did not say that all is well; None when each did."""
        return health_reported_after(self.health, self.times.broke)

    def health_answers(self) -> list[Look | Health]:
        """The answers of readiness and health once they had told the truth, as long as it was broken; else all."""
        ready = self.times.broke + (self.reported_after() or 0)
        healthy = self.times.broke + (self.health_reported_after() or 0)
        looks = [look for look in self.looks if ready <= look.at <= self.times.healing]
        return [*looks, *(one for one in self.health if healthy <= one.at <= self.times.healing)]

    def resumed_after(self) -> float | None:
        """Seconds from the healing until a document was accepted again; None when none was."""
        good = [a for a in self.answers if a.call == "upload" and a.good and a.ended >= self.times.healing]
        return good[0].ended - self.times.healing if good else None

    def affected(self) -> dict[str, float | None]:
        """The documents under way while it was broken, and when each was done (None: never)."""
        until = self.broken_until()
        found = {}
        accepted = {one.job_id: one.at.timestamp() for one in self.records.accepted}
        for job in self.records.jobs:
            done = job.finished_at.timestamp() if job.finished_at and job.state == DONE else None
            if accepted.get(job.job_id, job.created_at.timestamp()) <= until and (done or until) >= self.times.broke:
                found[job.job_id] = done
        return found

    def sent_during(self) -> list[str]:
        """The documents that were accepted while it was broken, and known to be if anybody told."""
        since, until = known_since(self.service, self.looks, self.times.broke), self.broken_until()
        return [one.job_id for one in self.records.accepted if since <= one.at.timestamp() <= until]

    def completed_during(self) -> list[str]:
        """Those of them that were done before it was healed."""
        done = {job.job_id: job.finished_at for job in self.records.jobs if job.state == DONE and job.finished_at}
        sent = [job_id for job_id in self.sent_during() if job_id in done]
        return [job_id for job_id in sent if done[job_id].timestamp() <= self.broken_until()]

    def recovery_times(self) -> list[float]:
        """Seconds from the healing until each document was done that was affected and not done before."""
        done = [at - self.times.healing for at in self.affected().values() if at is not None]
        return sorted(seconds for seconds in done if seconds > 0)

    def taken_over(self) -> set[str]:
        """The jobs that others have taken over since the break."""
        return {e.job_id for e in self.records.events if e.taken_over_by and e.at.timestamp() >= self.times.broke}

    def retries(self) -> int:
        """How often the pipeline has tried again since the break."""
        return sum(e.type == RETRY and e.at.timestamp() >= self.times.broke for e in self.records.events)


def documents_with(history: History, group: Group) -> set[str]:
    """The documents, or where none is known the jobs, that have a violation of this group."""
    bad = [violation for violation in history.violations if violation.kind.group is group]
    return {str(violation.document_id or violation.job_id) for violation in bad}


def reported_after(service: str, looks: Sequence[Look], broke: float) -> float | None:
    dependency = kind_of(service).dependency
    after = [look for look in looks if look.at >= broke and look.states.get(dependency, AVAILABLE) != AVAILABLE]
    return after[0].at - broke if after else None


def known_since(service: str, looks: Sequence[Look], broke: float) -> float:
    """The moment since which everybody could know that it is broken; that of the break where nobody is told."""
    return broke + (reported_after(service, looks, broke) or 0)


def health_reported_after(health: Sequence[Health], broke: float) -> float | None:
    after = [one for one in health if one.at >= broke and one.status and not one.well]
    return after[0].at - broke if after else None


def events_since(events: Sequence[Event], moment: float) -> list[str]:
    """What of the pipeline's own events tells of trouble."""
    return [
        f"{event.type} {event.code}"
        for event in events
        if event.type in (RETRY, ERROR) and event.at.timestamp() >= moment
    ]


def signs(answers: Sequence[Answer], events: Sequence[str], touched: int, broke: float) -> Counter[str]:
    """What shows that a fault bit: refusals, retries, jobs of lost workers, requests that the weather touched."""
    refused = [a for a in answers if a.ended >= broke and (a.status == 0 or a.status >= 500)]
    found = Counter(f"{a.call} answered {a.status or 'nothing'}" for a in refused) + Counter(events)
    return found + Counter({TOUCHED: touched})


def left_waiting(waiting: Mapping[str, float], broke: float, now: float) -> Counter[str]:
    """Calls that have had no answer for long since it broke, by when they were asked: hanging is a sign too."""
    return Counter(
        f"{call} left waiting" for call, at in waiting.items() if now - max(at, broke) > LEFT_WAITING_SECONDS
    )


def bitten(fault: Fault, found: Counter[str]) -> bool:
    """Whether these signs are enough: users were refused, or documents that were in hand met the fault.

    What a network or a lack of processor only delays is neither refused nor tried again; that it was met is enough.
    """
    service = service_of(fault.target)
    # Those who would report it are cut off, and no user misses them.
    if fault.user == "worker" and not kind_of(service).records_events:
        return found[TOUCHED] >= ENOUGH
    events = sum(number for sign, number in found.items() if sign.startswith((RETRY, ERROR)))
    if fault.kind == "processor" or (fault.kind == "network" and set(fault.parameters) <= DELAYING):
        return found[TOUCHED] >= ENOUGH
    if service == "worker":  # one document taken over, or taken over by nobody, shows it
        return found[f"{ERROR} {LOST}"] + found[f"{ERROR} {OUT_OF_MEMORY}"] + found[STILL] > 0
    untold = fault.user == "api" or not kind_of(service).records_events
    return (found.total() - found[TOUCHED] if untold else events) >= ENOUGH


def timeline(records: Records, stages: Sequence[str], times: Times, points: int = 60) -> Timeline:
    """How many jobs had reached which stage, at so many points of time; it was broken within `shaded`."""
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
    """Each event that names a stage, in the order of time."""
    for event in sorted(records.events, key=lambda event: event.at):
        if event.stage:
            yield event.at, event.job_id, event.stage
