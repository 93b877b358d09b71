"""A case for each job of a history, with all ids that find it again."""

from collections.abc import Collection, Iterable

from keywords.evidence.model import Case
from keywords.history.records import Event, Records


def job_cases(
    records: Records, what: str, jobs: Iterable[str], good: Collection[str], expected: str = ""
) -> list[Case]:
    """A case for each of these jobs, good if it is among the good ones. It shows where the job stands."""
    known, states = known_jobs(records), {job.job_id: f"{job.state} at {job.stage}" for job in records.jobs}
    return [
        Case.judged(what, job_id in good, expected, states.get(job_id, ""), **known.get(job_id, {"job": job_id}))
        for job_id in sorted(jobs)
    ]


def known_jobs(records: Records) -> dict[str, dict[str, str]]:
    """The ids of each job's document and user, as the user and the database know them."""
    found = {job.job_id: {"document": job.document_id, "job": job.job_id} for job in records.jobs}
    accepted = {
        one.job_id: {"document": one.document_id, "job": one.job_id, "user": one.user_id} for one in records.accepted
    }
    return {**found, **accepted}


def event_ids(records: Records, event: Event) -> dict[str, str]:
    """The ids of the job that an event is about."""
    return known_jobs(records).get(event.job_id) or {"document": event.document_id, "job": event.job_id}
