"""When the suite saw what became of jobs, by its own clock, and what the pipeline recorded of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from keywords.evidence.model import Case
from keywords.history.records import DEADLETTER, DONE, Accepted, Job

CONTRADICTED = "recorded times that the suite's clock contradicts"


@dataclass
class OwnClock:
    """What the suite saw of jobs: seconds since 1970, of its own clock, by job."""

    listed: dict[str, float] = field(default_factory=dict)  # when an answer first named the job
    going: dict[str, float] = field(default_factory=dict)  # when the job was last asked for and had not ended
    ended: dict[str, float] = field(default_factory=dict)  # when an answer first said that it had ended
    states: dict[str, str] = field(default_factory=dict)  # as the last answer said

    def saw(self, job_id: str, state: str, asked: float, answered: float) -> None:
        """An answer named this state of a job."""
        self.listed.setdefault(job_id, answered)
        self.states[job_id] = state
        if state in (DONE, DEADLETTER):
            self.ended.setdefault(job_id, answered)
        else:
            self.going[job_id] = asked
            self.ended.pop(job_id, None)  # a person has retried it

    def joined(self, other: "OwnClock") -> "OwnClock":
        """What both saw, of different jobs."""
        return OwnClock(
            self.listed | other.listed, self.going | other.going, self.ended | other.ended, self.states | other.states
        )

    def done(self, jobs: Collection[str]) -> list[str]:
        """Those of the jobs that the last answer called done."""
        return [job_id for job_id in jobs if self.states.get(job_id) == DONE]


def contradicted(
    seen: OwnClock, accepted: Sequence[Accepted], jobs: Sequence[Job], ahead: float, slack: float
) -> list[Case]:
    """The creation and the end of each job that the suite saw end, as recorded, against the suite's own clock.

    `ahead` is how much the pipeline's clock shows more than the suite's; `slack` is what a recorded time may be off.
    """
    rows, cases = {job.job_id: job for job in jobs}, list[Case]()
    for one in accepted:
        row = rows.get(one.job_id)
        if row is None or one.job_id not in seen.ended:
            continue
        sent, end = one.at.timestamp(), seen.ended[one.job_id]
        for what, at, first, last in (
            ("created", row.created_at, sent, seen.listed[one.job_id]),
            ("ended", row.finished_at, seen.going.get(one.job_id, sent), end),
        ):
            since = None if at is None else at.timestamp() - ahead - sent
            good = since is not None and first - sent - slack <= since <= last - sent + slack
            expected = f"between {first - sent:.2f} s and {last - sent:.2f} s after it was sent, within {slack:g} s"
            told = "no time" if since is None else f"{since:.2f} s after it was sent"
            ids = {"document": one.document_id, "job": one.job_id, "user": one.user_id}
            cases.append(Case.judged(f"when a job was {what}", good, expected, told, **ids))
    return cases


def ahead_of(before: float, theirs: datetime, after: float) -> float:
    """How much a clock shows more than the suite's own, if it was read between these times."""
    return theirs.timestamp() - (before + after) / 2
