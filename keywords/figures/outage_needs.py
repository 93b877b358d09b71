"""Which documents of an outage needed what was broken, and what that cost them."""

from collections.abc import Collection

from keywords.history.records import DONE, ERROR, RETRY, STAGE_DONE, STARTED, Event, Records
from keywords.stacks.services import kind_of

BY_HAND = "by_hand"


def needed_until(service: str, records: Records) -> dict[str, float]:
    """When each job that no longer needs the service needed it last: at the end of a stage, or its own."""
    _, last = kind_of(service).needed
    left = {job.job_id: job.finished_at.timestamp() for job in records.jobs if job.finished_at and job.state == DONE}
    for event in records.events:
        if event.type == STAGE_DONE and event.stage == last:
            left[event.job_id] = event.at.timestamp()
    return left


def in_need(service: str, records: Records, moment: float) -> list[str]:
    """The jobs that were accepted by then and still needed the service."""
    left = needed_until(service, records)
    return [
        one.job_id
        for one in records.accepted
        if one.at.timestamp() <= moment and left.get(one.job_id, moment + 1) > moment
    ]


def given_up_after(records: Records, seconds: float, broke: float) -> set[str]:
    """The jobs that did not end well, and only after so long a wait."""
    ends = {job.job_id: job.finished_at.timestamp() for job in records.jobs if job.finished_at and job.state != DONE}
    return {job_id for job_id, at in ends.items() if at - broke >= seconds}


def attempts(records: Records, jobs: Collection[str], since: float) -> list[Event]:
    """The retries of these jobs since then that cost an attempt."""
    wanted = set(jobs)
    return [
        event
        for event in records.events
        if event.type == RETRY
        and event.waiting_for is None
        and event.code != BY_HAND
        and event.job_id in wanted
        and event.at.timestamp() >= since
    ]


def held_up_elsewhere(
    service: str, records: Records, since: float, until: float, healing: float
) -> tuple[list[str], list[str]]:
    """The jobs accepted in this time, and those that did not reach the first stage that needs the service by then."""
    first, _ = kind_of(service).needed
    sent = [one.job_id for one in records.accepted if since <= one.at.timestamp() <= until]
    reached = {
        event.job_id
        for event in records.events
        if event.type == STARTED and event.stage == first and event.at.timestamp() <= healing
    }
    return sent, [job_id for job_id in sent if job_id not in reached]


def met(events: Collection[Event], since: float) -> set[str]:
    """The jobs that report an error or a retry since then."""
    return {event.job_id for event in events if event.type in (RETRY, ERROR) and event.at.timestamp() >= since}
