"""What kills and errors come to, told from the history: where they were met, and what was done twice for them."""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from keywords.figures.outage_record import AVAILABLE, Look
from keywords.history.judging import Records
from keywords.history.records import DONE, RETRY, STAGE_DONE, STARTED, Event

# The stages in whose work a provider is paid, and by which call.
PAID = {
    "llamaparse": ("POST /api/v2/parse", ("job_validated", "parsing")),
    "openai": ("POST /v1/embeddings", ("embedding",)),
}


@dataclass(frozen=True)
class Kill:
    """One of a series: which process, and how long after the documents that come before it."""

    process: str
    after: float


def drawn(seed: int, processes: Sequence[str], times: int, pause: float) -> list[Kill]:
    """The same for the same seed. Each process has its turn before one is killed again."""
    chance, kills, left = random.Random(seed), list[Kill](), list[str]()  # noqa: S311 (it has to be repeatable)
    for _ in range(times):
        left = left or chance.sample(sorted(processes), len(processes))
        kills.append(Kill(left.pop(), chance.uniform(0, pause)))
    return kills


def lost_in(events: Sequence[Event]) -> Counter[str]:
    """How many jobs were taken over from lost workers, by stage."""
    return Counter(str(event.stage) for event in events if event.taken_over_by)


def taken_up_in(records: Records) -> Counter[str]:
    """How many jobs that were taken over from lost workers came to a good end, by the stage they were lost in."""
    done = {job.job_id for job in records.jobs if job.state == DONE}
    return Counter(str(event.stage) for event in records.events if event.taken_over_by and event.job_id in done)


def retried_in(events: Sequence[Event]) -> Counter[str]:
    """How many failures are to be tried again, by stage."""
    return Counter(str(event.stage) for event in events if event.type == RETRY)


def recovered_in(records: Records) -> Counter[str]:
    """How many failures were tried again and then done with, by stage."""
    found: Counter[str] = Counter()
    for events in by_job(records).values():
        done = {event.stage: number for number, event in enumerate(events) if event.type == STAGE_DONE}
        found += Counter(
            str(event.stage)
            for number, event in enumerate(events)
            if event.type == RETRY and done.get(event.stage, -1) > number
        )
    return found


def begun_again(records: Records) -> list[str]:
    """The stages that were begun, or worked on, after they had been done: `job stage`."""
    found = []
    for job_id, events in by_job(records).items():
        done: set[str | None] = set()
        for event in events:
            if event.stage in done and event.type in (STARTED, STAGE_DONE):
                found.append(f"{job_id} {event.stage}")
            if event.type == STAGE_DONE:
                done.add(event.stage)
    return found


def longest_away(looks: Sequence[Look], dependencies: Collection[str]) -> float:
    """For how many seconds at most readiness named the same dependency as away; who does not answer names none."""
    longest, since = 0.0, dict[str, float]()
    for look in looks:
        for name in dependencies:
            state = look.states.get(name)
            if state is None:
                continue
            began = since.setdefault(name, look.at) if state != AVAILABLE else since.pop(name, look.at)
            longest = max(longest, look.at - began)
    return longest


def unexplained(calls: Mapping[str, int], documents: int, searches: int, met: Mapping[str, int]) -> int:
    """How many paid calls were made beyond one a document, for which nothing that was met in their stages accounts."""
    spare = {"openai": searches}  # each question is embedded too
    return sum(
        max(0, calls[provider] - documents - spare.get(provider, 0) - sum(met.get(stage, 0) for stage in stages))
        for provider, (_, stages) in PAID.items()
    )


def handed_back(records: Records, jobs: Collection[str], worker: str, since: float) -> set[str]:
    """Those of the jobs that `worker` had in hand which were neither taken from it since then nor tried again."""
    troubled = {
        event.job_id
        for event in records.events
        if event.at.timestamp() >= since and (event.type == RETRY or (event.taken_over_by and event.worker == worker))
    }
    return set(jobs) - troubled


def passed_on(records: Records, jobs: Collection[str], worker: str, since: float) -> set[str]:
    """Those of the jobs that others than this worker have worked on since then."""
    return {
        event.job_id
        for event in records.events
        if event.job_id in jobs and event.at.timestamp() >= since and event.writer not in (worker, None)
    }


def by_job(records: Records) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in records.events:
        found.setdefault(event.job_id, []).append(event)
    return found
