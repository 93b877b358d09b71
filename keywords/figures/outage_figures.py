"""The figures of an outage, the same for every outage."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import UTC, datetime

from keywords.evidence.model import Case
from keywords.evidence.observing import count, listed, measure, note, share, timing
from keywords.figures.job_cases import event_ids, job_cases, known_jobs
from keywords.figures.outage_needs import attempts
from keywords.figures.outage_record import Answer, Health, Look, OutageRecord, documents_with
from keywords.figures.own_clock import CONTRADICTED, contradicted
from keywords.figures.pipeline_history import cases_of
from keywords.history.judging import Event, Group, History, Records
from keywords.history.records import DONE, ERROR
from keywords.stacks.services import kind_of

SLACK_SECONDS = 10  # a transaction that began before its service fell silent records that time, and ends later
MET_CODES = "codes that documents met"
HISTORY = ("history violations", "lost documents", "duplicated documents", "unexpected documents")
ANSWERS = (
    "badly answered requests",  # every case that is bad in one of these
    "errors other than 503",
    "refusals that say when to retry",
    "requests refused after recovery",
    "unaffected requests that succeeded",
)
REPORTS = (
    "time until readiness reports the outage",
    "time until health reports the outage",
    "false all-clear answers",
)
OUTAGE = (
    *HISTORY,
    "documents with retry violations",
    "documents recovered",
    "recovery time",
    "time until ready again",
    *ANSWERS,
    "longest response time",
    "time until uploads are accepted again",
    "jobs taken over",
    "documents waiting at the break",
    "unfinished documents at the healing",
    "attempts spent on the outage",
    CONTRADICTED,
)
TOLERATED = (*OUTAGE, "documents completed during the fault")
GROUPS = {
    "lost documents": Group.LOST,
    "duplicated documents": Group.DUPLICATED,
    "unexpected documents": Group.UNEXPECTED,
}


def observe(record: OutageRecord, found: Counter[str]) -> None:
    """Observe all of OUTAGE, and note the signs that were found. What the fault cannot affect has a population of 0.

    Observe REPORTS too if a service is removed that readiness looks at.
    """
    note("signs of the fault", tally(found))
    met = {event.code for event in record.records.events if event.code and event.type == ERROR}
    note(MET_CODES, " ".join(sorted(met)))
    known = known_jobs(record.records)
    observe_history(record.history, [known[one.job_id] for one in record.records.accepted])
    observe_retries(record.history, record.records, record.retried())
    observe_recovery(record)
    observe_answers(record)
    if record.removed and kind_of(record.service).dependency:
        observe_reports(record)


def observe_history(held: History, documents: Sequence[Mapping[str, str]] = ()) -> None:
    """Observe all of HISTORY. The documents that were judged may be given by their ids."""
    count("history violations", cases_of(held, documents), detail="" if held.holds else held.explain())
    for name, group in GROUPS.items():
        bad = documents_with(held, group)
        ids = {each["document"]: each for each in documents} | {one: {"document": one} for one in bad}
        cases = [Case.judged(name, one not in bad, **known) for one, known in ids.items()]
        cases += [Case.judged(name, True) for _ in range(held.population.documents - len(cases))]
        detail = listed(sorted(bad)) or (held.vacuous() or "")
        count(name, [] if held.vacuous() else cases, detail=detail)


def observe_retries(held: History, records: Records, retried: Set[str]) -> None:
    """Observe which of the documents that were retried have a violation of the rules about retries."""
    bad = documents_with(held, Group.UNRESTRAINED)
    said = {str(each.document_id or each.job_id): each.message for each in held.violations}
    known = {ids["document"]: ids for ids in known_jobs(records).values()}
    cases = [
        Case.judged("retries of a document", one not in bad, seen=said[one] if one in bad else "", **known.get(one, {}))
        for one in sorted(bad | retried if retried else ())
    ]
    count("documents with retry violations", cases, detail=listed(sorted(bad)))


def observe_recovery(record: OutageRecord) -> None:
    affected, times, resumed = record.affected(), record.times, record.resumed_after()
    done = {job_id for job_id, at in affected.items() if at is not None}
    never = sorted(affected.keys() - done)
    cases = job_cases(record.records, "a document in need of the service", affected, done, DONE)
    share("documents recovered", cases, detail=promised(record) or listed(never))
    accepted, waiting = [one.job_id for one in record.records.accepted], record.waiting_at_break()
    cases = job_cases(record.records, "a document in need of the service at the break", accepted, waiting)
    count("documents waiting at the break", cases, detail=listed(waiting))
    unfinished = record.unfinished_at_healing()
    cases = job_cases(record.records, "a document in need of the service at the healing", accepted, unfinished)
    count("unfinished documents at the healing", cases, detail=listed(unfinished))
    spent = attempts(record.records, affected, times.broke)
    observe_attempts(record.records, affected, spent)
    timing("recovery time", record.recovery_times(), detail=f"{len(never)} never recovered" if never else "")
    records = record.records
    count(CONTRADICTED, contradicted(record.clock, records.accepted, records.jobs, record.ahead, SLACK_SECONDS))
    timing("time until ready again", [max(0, times.steady - times.healing)])
    observe_takeovers(record, affected)
    timing("time until uploads are accepted again", [] if resumed is None else [resumed])


def observe_attempts(records: Records, jobs: Iterable[str], spent: Sequence[Event]) -> None:
    """Observe the attempts that were spent on these jobs."""
    cases = [Case.judged("an attempt", False, seen=one.code, **event_ids(records, one)) for one in spent]
    spared = set(jobs) - {one.job_id for one in spent}
    cases += job_cases(records, "a document without an attempt", spared, spared)
    count("attempts spent on the outage", cases, detail=tally(Counter(str(one.code) for one in spent)))


def observe_takeovers(record: OutageRecord, affected: Iterable[str]) -> None:
    """Observe which jobs other workers took over from lost ones; if no worker was lost, there is nothing to see."""
    jobs = {*affected, *record.taken_over()} if record.service == "worker" else ()
    count(
        "jobs taken over",
        job_cases(record.records, "taken over by another worker", jobs, record.taken_over()),
        detail="",
    )


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
    count("errors other than 503", answer_cases(during, other, "no error but 503"), detail=summary(other))
    timing("longest response time", [answer.seconds for answer in during])
    refusals = record.refusals()
    silent = [answer for answer in refusals if not (answer.retry_after or "").isdigit()]
    cases = answer_cases(refusals, silent, "503 with Retry-After")
    share("refusals that say when to retry", cases, detail=summary(silent))
    after = record.answers_after()
    refused = [answer for answer in after if not answer.good]
    count("requests refused after recovery", answer_cases(after, refused, "success"), detail=summary(refused))
    unaffected = record.unaffected()
    bad = [answer for answer in unaffected if not answer.good]
    cases, detail = answer_cases(unaffected, bad, "success"), summary(bad) or nothing_unaffected(record)
    share("unaffected requests that succeeded", cases, detail=detail)
    every = list(dict.fromkeys([*during, *unaffected, *after]))
    wrong = [answer for answer in every if answer in {*other, *silent, *refused, *bad}]
    cases = answer_cases(every, wrong, "success, or 503 with Retry-After")
    count("badly answered requests", cases, detail=summary(wrong))


def observe_reports(record: OutageRecord) -> None:
    """Observe whether readiness and health report the outage, and do not take the report back."""
    outage = record.times.healing - record.times.broke
    for name, after, answers in (
        ("time until readiness reports the outage", record.reported_after(), record.looks),
        ("time until health reports the outage", record.health_reported_after(), record.health),
    ):
        never = "it never did" if after is None else ""
        seconds = outage if after is None else after
        measure(name, [seconds] if answers else [], detail=never)
    cases = [
        Case.judged(
            f"{one.at - record.times.broke:.1f} s after the break",
            not one.all_clear,
            "no all-clear",
            said(one),
            **one.ids,
        )
        for one in record.health_answers()
    ]
    count("false all-clear answers", cases)


def said(answer: Look | Health) -> str:
    states = answer.states if isinstance(answer, Look) else answer.said
    return f"{answer.status or 'no answer'}: {states}"


def answer_cases(answers: Sequence[Answer], bad: Sequence[Answer], expected: str) -> list[Case]:
    """A case for each answer, with the time of the request in UTC."""
    wrong = set(bad)
    return [
        Case.judged(
            f"{one.call} at {datetime.fromtimestamp(one.at, UTC):%H:%M:%S.%f}"[:-3],
            one not in wrong,
            expected,
            f"{one.status or 'no answer'} after {one.seconds:.2f} s, Retry-After {one.retry_after or 'absent'}",
            **one.ids,
        )
        for one in answers
    ]


def summary(answers: Sequence[Answer]) -> str:
    return tally(Counter(f"{answer.call} answered {answer.status or 'nothing'}" for answer in answers))


def tally(found: Counter[str]) -> str:
    return "; ".join(f"{what}: {number}" for what, number in found.items())


def nothing_unaffected(record: OutageRecord) -> str:
    return "" if record.works_without() else f"every request needs the {' or the '.join(record.missing)}"
