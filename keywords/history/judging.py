"""The history checker: decides from records whether a pipeline lost, doubled, invented or muddled anything.

It is pure, takes linear time, and does not know where the records come from. A rule is one small function over
everything known about one job or one document. Write a new rule beside the others of its kind, and add it to their
tuple.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from keywords.history.contents import DOCUMENT_RULES
from keywords.history.jobs import JOB_RULES
from keywords.history.records import (
    Accepted,
    Chunk,
    DocumentHistory,
    End,
    Event,
    Group,
    Job,
    JobHistory,
    Kind,
    Records,
    Rules,
    Stored,
    Violation,
)
from keywords.history.work import WORK_RULES

T = TypeVar("T")

__all__ = [
    "Accepted",
    "Chunk",
    "End",
    "Event",
    "Group",
    "History",
    "Job",
    "Kind",
    "Population",
    "Records",
    "Rules",
    "Stored",
    "Violation",
    "judge",
]


@dataclass(frozen=True, slots=True)
class Population:
    """How many of each were judged."""

    documents: int  # accepted, as clients know
    jobs: int
    events: int
    chunks: int
    objects: int | None  # None: the storage was not read
    claims: int  # events that name worker and fence


@dataclass(frozen=True, slots=True)
class History:
    """What the records prove. It `holds` only if there was something to judge and nothing was wrong."""

    violations: tuple[Violation, ...]
    population: Population

    @property
    def holds(self) -> bool:
        return not self.violations and self.vacuous() is None

    def vacuous(self) -> str | None:
        """Why the absence of violations proves nothing, or None. With violations it is None: they prove themselves."""
        if self.violations:
            return None
        for count, why in (
            (self.population.documents, "no document was accepted"),
            (self.population.jobs, "there was no job"),
            (self.population.events, "there was no event"),
        ):
            if not count:
                return f"{why}, so there was no history to judge"
        return None

    def by_group(self) -> dict[Group, int]:
        """The number of violations in each group, including zeros."""
        count = Counter(violation.kind.group for violation in self.violations)
        return {group: count[group] for group in Group}

    def explain(self, most: int = 5) -> str:
        """The first violations, one per line, and how many more there are."""
        lines = [str(violation) for violation in self.violations[:most]]
        if len(self.violations) > most:
            lines.append(f"and {len(self.violations) - most} more")
        return "\n".join(lines) or self.vacuous() or "nothing was wrong"


def judge(records: Records, rules: Rules) -> History:
    """Judge the records by every rule."""
    return History(tuple(_violations(records, rules)), _population(records))


def _violations(records: Records, rules: Rules) -> Iterator[Violation]:
    for job in _by_job(records).values():
        for job_rule in (*JOB_RULES, *(WORK_RULES if rules.events_told else ())):
            yield from job_rule(job, rules)
    for document in _by_document(records).values():
        for document_rule in DOCUMENT_RULES:
            yield from document_rule(document, rules)


class _Histories(dict[str, T]):
    """Histories by id, each begun when it is first asked for."""

    def __init__(self, begin: Callable[[str], T]) -> None:
        super().__init__()
        self._begin = begin

    def __missing__(self, key: str) -> T:
        self[key] = self._begin(key)
        return self[key]


def _by_job(records: Records) -> dict[str, JobHistory]:
    histories = _Histories(lambda job_id: JobHistory(job_id, read_at=records.read_at))
    for accepted in records.accepted:
        histories[accepted.job_id].accepted = accepted
    for job in records.jobs:
        histories[job.job_id].jobs.append(job)
    for event in records.events:
        histories[event.job_id].events.append(event)
    return histories


def _by_document(records: Records) -> dict[str, DocumentHistory]:
    histories = _Histories(lambda document_id: DocumentHistory(document_id, storage_read=records.stored is not None))
    for accepted in records.accepted:
        histories[accepted.document_id].accepted = accepted
    for job in records.jobs:
        histories[job.document_id].jobs.append(job)
    for chunk in records.chunks:
        document = histories[chunk.document_id]
        (document.buffered if chunk.buffered else document.chunks).append(chunk)
    for stored in records.stored or ():
        histories[stored.document_id].stored.append(stored)
    return histories


def _population(records: Records) -> Population:
    return Population(
        documents=len({accepted.document_id for accepted in records.accepted}),
        jobs=len(records.jobs),
        events=len(records.events),
        chunks=len(records.chunks),
        objects=None if records.stored is None else len(records.stored),
        claims=sum(event.fence is not None and event.worker is not None for event in records.events),
    )
