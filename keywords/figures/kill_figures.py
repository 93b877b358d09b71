"""Pure functions over the history of kills and errors: where they struck, and what was repeated because of them."""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from keywords.history.judging import Records
from keywords.history.records import DONE, RETRY, STAGE_DONE, STARTED, Event

# The paid call of each provider, and the stages that make it.
PAID = {
    "llamaparse": ("POST /api/v2/parse", ("job_validated", "parsing")),
    "openai": ("POST /v1/embeddings", ("embedding",)),
}


@dataclass(frozen=True)
class Kill:
    process: str
    after: float  # seconds after the documents sent before it


def draw_kills(seed: int, processes: Sequence[str], times: int, pause: float) -> list[Kill]:
    """Random kills, the same for the same seed. Every process has its turn before one is killed again."""
    chance, kills, left = random.Random(seed), list[Kill](), list[str]()  # noqa: S311 (repeatable)
    for _ in range(times):
        left = left or chance.sample(sorted(processes), len(processes))
        kills.append(Kill(left.pop(), chance.uniform(0, pause)))
    return kills


def lost_by_stage(events: Sequence[Event]) -> Counter[str]:
    """How many jobs were taken over from lost workers."""
    return Counter(str(event.stage) for event in events if event.taken_over_by)


def rescued_by_stage(records: Records) -> Counter[str]:
    """How many jobs were taken over from lost workers and then done, by the stage in which they were lost."""
    done = {job.job_id for job in records.jobs if job.state == DONE}
    return lost_by_stage([event for event in records.events if event.job_id in done])


def retried_by_stage(events: Sequence[Event]) -> Counter[str]:
    """How many failures were to be retried."""
    return Counter(str(event.stage) for event in events if event.type == RETRY)


def recovered_by_stage(records: Records) -> Counter[str]:
    """How many failures were retried, and their stage then done."""
    found = Counter[str]()
    for events in by_job(records).values():
        done = {event.stage: number for number, event in enumerate(events) if event.type == STAGE_DONE}
        found += retried_by_stage([event for number, event in enumerate(events) if done.get(event.stage, -1) > number])
    return found


def stages_begun_again(records: Records) -> list[Event]:
    """The events that started or completed a stage again after it was done."""
    found = []
    for events in by_job(records).values():
        done = set[str | None]()
        for event in events:
            if event.stage in done and event.type in (STARTED, STAGE_DONE):
                found.append(event)
            if event.type == STAGE_DONE:
                done.add(event.stage)
    return found


def unexplained_calls(calls: Mapping[str, int], documents: int, searches: int, met: Mapping[str, int]) -> Counter[str]:
    """How many paid calls exceed one for each document, search, and kill that was `met` in their stages."""
    spare = {"openai": searches}  # each question is embedded too
    kills = {provider: sum(met.get(stage, 0) for stage in stages) for provider, (_, stages) in PAID.items()}
    return Counter({name: max(0, calls[name] - documents - spare.get(name, 0) - kills[name]) for name in PAID})


def handed_back(records: Records, jobs: Collection[str], worker: str, since: float) -> set[str]:
    """Those of the jobs that were since neither retried nor taken over from this worker as lost."""
    troubled = {
        event.job_id
        for event in records.events
        if event.at.timestamp() >= since and (event.type == RETRY or (event.taken_over_by and event.worker == worker))
    }
    return set(jobs) - troubled


def passed_on(records: Records, jobs: Collection[str], worker: str, since: float) -> set[str]:
    """Those of the jobs that another worker has worked on since."""
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
