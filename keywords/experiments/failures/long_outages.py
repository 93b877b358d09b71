"""What an outage that outlasts all retries of a document shows, beside the figures of every outage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import poll
from keywords.contract.answers import correlation
from keywords.contract.people import Uploaded
from keywords.evidence.model import Case
from keywords.evidence.observing import share
from keywords.experiments.documents.outcomes import ended
from keywords.experiments.failures.outage import everything_since, judged
from keywords.figures.job_cases import job_cases
from keywords.figures.outage_figures import HISTORY, observe_attempts, observe_history
from keywords.figures.outage_needs import attempts, held_up_elsewhere
from keywords.figures.outage_record import OutageRecord
from keywords.history.records import DEADLETTER, ERROR
from keywords.stacks.services import KINDS
from keywords.world import World

ON_THE_WAY_SECONDS = 10  # for which a document may be on its way to the service
WENT_ON, SHOWN = "documents that went on without the service", "services shown rightly as waited for"
GAUGE = "breaker_open{service="
GIVEN_UP = ("documents given up at the ceiling", "dead letters that name the outage", "attempts spent on the outage")
RECOVERED_BY_HAND = ("dead letters recovered by hand", *HISTORY)
OF_ALL_TIME = datetime.fromtimestamp(0, UTC)  # on a stack that nobody else has used


# While it lasts, and once it is over


@dataclass(frozen=True)
class Metrics:
    """For which services the metrics said that jobs wait, and whether they were right."""

    cases: Sequence[Case]

    def __str__(self) -> str:
        return f"{sum(case.ok for case in self.cases)} of {len(self.cases)} services shown rightly"


def shown(here: World, away: str) -> Metrics:
    """Whether the metrics show rightly, for each service, if jobs wait for it, because it is the one away."""
    answer = here.person().call("metrics")
    lines = [line for line in answer.text.splitlines() if line.startswith(GAUGE)]
    seen = {line.split('"')[1]: float(line.split()[-1]) for line in lines}
    expected = {kind.dependency: float(name == away) for name, kind in KINDS.items() if kind.dependency}
    when = f"while the {away} is away" if away else "after the outage"
    ids = correlation(answer)
    return Metrics(
        [Case.of(f"{GAUGE}{name}}} {when}", value, seen.get(name), **ids) for name, value in expected.items()]
    )


def observe_others(record: OutageRecord) -> None:
    """Observe whether documents that were sent during the outage came as far as they can without the service."""
    times = record.times
    until = times.healing - ON_THE_WAY_SECONDS
    sent, held_up = held_up_elsewhere(record.service, record.records, times.broke, until, times.healing)
    share(WENT_ON, job_cases(record.records, "sent during the outage", sent, set(sent) - set(held_up)))


def inconclusive_unless_needed(record: OutageRecord, at_break: int, at_healing: int) -> None:
    """Inconclusive unless so many documents needed the service at the break, and at the healing."""
    waiting, unfinished = len(record.waiting_at_break()), len(record.unfinished_at_healing())
    if waiting < at_break or unfinished < at_healing:
        seen = f"{waiting} documents needed the {record.service} at the break, and {unfinished} had not ended"
        raise Inconclusive(f"{seen} at the healing; it takes {at_break} and {at_healing}")


# Beyond the ceiling


def observe_giving_up(here: World, uploads: Sequence[Uploaded], seconds: float) -> None:
    """Wait until these documents are given up, which nothing else is on this stack, and observe all of GIVEN_UP."""
    own = {one.job_id for one in uploads}
    jobs = poll(lambda: jobs_of(uploads), lambda seen: {job["state"] for job in seen} == {DEADLETTER}, seconds)
    dead = {str(job["job_id"]): job["last_error"]["code"] for job in jobs if job["state"] == DEADLETTER}
    records = everything_since(here, uploads, OF_ALL_TIME)
    what = "a document that waits for an absent service"
    share("documents given up at the ceiling", job_cases(records, what, own, dead.keys(), DEADLETTER))
    calls = {event.code for event in records.events if event.type == ERROR and event.state != DEADLETTER}
    codes = [(one, dead[one.job_id]) for one in uploads if one.job_id in dead]
    what, expected = "the code of a dead letter", "a code of its own for the ceiling"
    named = [Case.judged(what, bool(code) and code not in calls, expected, code, **one.ids) for one, code in codes]
    share("dead letters that name the outage", named)
    observe_attempts(records, own, attempts(records, own, OF_ALL_TIME.timestamp()))


def observe_recovery_by_hand(here: World, uploads: Sequence[Uploaded]) -> None:
    """Let the owner of these documents retry those that were given up, and observe all of RECOVERED_BY_HAND."""
    dead = [str(job["job_id"]) for job in jobs_of(uploads) if job["state"] == DEADLETTER]
    for one in uploads:
        if one.job_id in dead:
            one.person.retry(one.job_id)
    ends = [one.person.wait_for_end(one) for one in uploads]
    share("dead letters recovered by hand", [ended(job) for job in ends if job["job_id"] in dead])
    history = judged(here, everything_since(here, uploads, OF_ALL_TIME))
    observe_history(history, [one.ids for one in uploads])


def jobs_of(uploads: Sequence[Uploaded]) -> list[Mapping[str, Any]]:
    """The jobs of these documents as their owner sees them."""
    own = {one.job_id for one in uploads}
    return [job for job in uploads[0].person.jobs() if job["job_id"] in own]
