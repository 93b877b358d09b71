"""The figures of an outage, the same for every outage."""

from collections import Counter
from collections.abc import Sequence

from keywords.evidence.observing import count, figure, note, share, timing
from keywords.figures.outage_needs import attempts
from keywords.figures.outage_record import Answer, OutageRecord, documents_with
from keywords.history.judging import Group, History
from keywords.stacks.services import kind_of

HISTORY = ("history violations", "lost documents", "duplicated documents", "unexpected documents")
OUTAGE = (
    *HISTORY,
    "documents with retry violations",
    "documents recovered",
    "recovery time",
    "time until ready again",
    "errors other than 503",
    "longest response time",
    "refusals that say when to retry",
    "requests refused after recovery",
    "unaffected requests that succeeded",
    "time until readiness reports the outage",
    "time until health reports the outage",
    "false all-clear answers",
    "time until uploads are accepted again",
    "jobs taken over",
    "documents waiting at the break",
    "unfinished documents at the healing",
    "attempts spent on the outage",
)
TOLERATED = (*OUTAGE, "documents completed during the fault")
GROUPS = {
    "lost documents": Group.LOST,
    "duplicated documents": Group.DUPLICATED,
    "unexpected documents": Group.UNEXPECTED,
}


def observe(record: OutageRecord, found: Counter[str]) -> None:
    """Observe all of OUTAGE, and note the signs that were found. What the fault cannot affect has a population of 0."""
    note("signs of the fault", tally(found))
    observe_history(record.history)
    bad = documents_with(record.history, Group.UNRESTRAINED)
    count("documents with retry violations", bad, of=record.retries())
    observe_recovery(record)
    observe_answers(record)
    observe_reports(record)


def observe_history(held: History) -> None:
    """Observe all of HISTORY."""
    documents = 0 if held.vacuous() else held.population.documents
    count("history violations", held.violations, of=documents, detail="" if held.holds else held.explain())
    for name, group in GROUPS.items():
        count(name, documents_with(held, group), of=documents)


def observe_recovery(record: OutageRecord) -> None:
    affected, times, resumed = record.affected(), record.times, record.resumed_after()
    never = [job_id for job_id, done in affected.items() if done is None]
    share("documents recovered", never, of=affected, detail=promised(record) or None)
    accepted = record.records.accepted
    count("documents waiting at the break", record.waiting_at_break(), of=accepted)
    count("unfinished documents at the healing", record.unfinished_at_healing(), of=accepted)
    spent = attempts(record.records, affected, times.broke)
    count("attempts spent on the outage", spent, of=affected, detail=tally(Counter(str(one.code) for one in spent)))
    timing("recovery time", record.recovery_times(), detail=f"{len(never)} never recovered" if never else "")
    timing("time until ready again", [max(0, times.steady - times.healing)])
    count("jobs taken over", record.taken_over(), of=affected if record.service == "worker" else 0)
    timing("time until uploads are accepted again", [] if resumed is None else [resumed])


def promised(record: OutageRecord) -> str:
    """What is left out of the recovery, because the pipeline had not promised to wait for longer."""
    if not (excused := record.excused()):
        return ""
    outage = record.broken_until() - record.times.broke
    return (
        f"{len(excused)} documents more were given up after the promised wait of {record.waits_out:g} s; "
        f"the outage lasted {outage:.0f} s"
    )


def observe_answers(record: OutageRecord) -> None:
    during, other = record.answers_during(), record.errors_other_than_503()
    count("errors other than 503", other, of=during, detail=summary(other))
    timing("longest response time", [answer.seconds for answer in during])
    refusals = record.refusals()
    silent = [answer for answer in refusals if not (answer.retry_after or "").isdigit()]
    share("refusals that say when to retry", silent, of=refusals, detail=summary(silent))
    after = record.answers_after()
    refused = [answer for answer in after if not answer.good]
    count("requests refused after recovery", refused, of=after, detail=summary(refused))
    unaffected = record.unaffected()
    bad = [answer for answer in unaffected if not answer.good]
    share("unaffected requests that succeeded", bad, of=unaffected, detail=summary(bad) or nothing_unaffected(record))


def observe_reports(record: OutageRecord) -> None:
    """Observe whether readiness and health report the outage, and do not take the report back."""
    covered = bool(kind_of(record.service).dependency) and record.removed
    uncovered = "" if covered else f"readiness and health need not report this fault of the {record.service}"
    outage = record.times.healing - record.times.broke
    for name, after, answers in (
        ("time until readiness reports the outage", record.reported_after(), record.looks),
        ("time until health reports the outage", record.health_reported_after(), record.health),
    ):
        never = "it never did" if after is None else ""
        seconds = outage if after is None else after
        figure(name, seconds, of=answers if covered else 0, detail=uncovered or never)
    reports = record.health_answers() if covered else []
    count("false all-clear answers", [each for each in reports if each.all_clear], of=reports, detail=uncovered)


def summary(answers: Sequence[Answer]) -> str:
    return tally(Counter(f"{answer.call} answered {answer.status or 'nothing'}" for answer in answers))


def tally(found: Counter[str]) -> str:
    return "; ".join(f"{what}: {number}" for what, number in found.items())


def nothing_unaffected(record: OutageRecord) -> str:
    return "" if kind_of(record.service).works_without else f"every request needs the {record.service}"
