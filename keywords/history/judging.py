"""The history checker: decides from records whether a pipeline lost, doubled, invented or muddled anything.

It is pure, takes linear time, and knows nothing of where the records were read. A rule is one small function over
all that is known of one job, or of one document; a new rule is written beside its kin and added to their tuple.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

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

    documents: int  # that clients were told were accepted
    jobs: int
    events: int
    chunks: int
    objects: int | None  # None: nobody looked into the storage
    claims: int  # worker and fence, as events name them


@dataclass(frozen=True, slots=True)
class History:
    """What the records prove. It `holds` only if there was something to judge, and nothing was wrong with it."""

    violations: tuple[Violation, ...]
    population: Population

    @property
    def holds(self) -> bool:
        return not self.violations and self.vacuous() is None

    def vacuous(self) -> str | None:
        """Why finding nothing proves nothing, or None. Whoever found something has proved it: all may be lost."""
        if self.violations:
            return None
        for count, what in (
            (self.population.documents, "no document was accepted"),
            (self.population.jobs, "there was no job"),
            (self.population.events, "there was no event"),
        ):
            if not count:
                return f"{what}, so there was no history to judge"
        return None

    def by_group(self) -> dict[Group, int]:
        """How many violations of each group, zeros too."""
        seen = Counter(violation.kind.group for violation in self.violations)
        return {group: seen[group] for group in Group}

    def explain(self, most: int = 5) -> str:
        """The first violations, one a line, and how many more there are."""
        lines = [str(violation) for violation in self.violations[:most]]
        if len(self.violations) > most:
            lines.append(f"and {len(self.violations) - most} more")
        return "\n".join(lines) or self.vacuous() or "nothing was wrong"


def judge(records: Records, rules: Rules) -> History:
    """Hold the records against every rule."""
    return History(tuple(_violations(records, rules)), _population(records))


def _violations(records: Records, rules: Rules) -> Iterator[Violation]:
    for job in _by_job(records).values():
        for job_rule in (*JOB_RULES, *(WORK_RULES if rules.events_told else ())):
            yield from job_rule(job, rules)
    for document in _by_document(records).values():
        for document_rule in DOCUMENT_RULES:
            yield from document_rule(document, rules)


def _by_job(records: Records) -> dict[str, JobHistory]:
    found: dict[str, JobHistory] = {}

    def of(job_id: str) -> JobHistory:
        known = found.get(job_id)
        if known is None:
            known = found[job_id] = JobHistory(job_id, read_at=records.read_at)
        return known

    for accepted in records.accepted:
        of(accepted.job_id).accepted = accepted
    for job in records.jobs:
        of(job.job_id).jobs.append(job)
    for event in records.events:
        of(event.job_id).events.append(event)
    return found


def _by_document(records: Records) -> dict[str, DocumentHistory]:
    found: dict[str, DocumentHistory] = {}

    def of(document_id: str) -> DocumentHistory:
        known = found.get(document_id)
        if known is None:
            known = found[document_id] = DocumentHistory(document_id, storage_seen=records.stored is not None)
        return known

    for accepted in records.accepted:
        of(accepted.document_id).accepted = accepted
    for job in records.jobs:
        of(job.document_id).jobs.append(job)
    for chunk in records.chunks:
        document = of(chunk.document_id)
        (document.buffered if chunk.buffered else document.chunks).append(chunk)
    for stored in records.stored or ():
        of(stored.document_id).stored.append(stored)
    return found


def _population(records: Records) -> Population:
    return Population(
        documents=len({accepted.document_id for accepted in records.accepted}),
        jobs=len(records.jobs),
        events=len(records.events),
        chunks=len(records.chunks),
        objects=None if records.stored is None else len(records.stored),
        claims=sum(event.fence is not None and event.worker is not None for event in records.events),
    )
