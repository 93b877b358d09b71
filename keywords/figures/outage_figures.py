"""What an outage comes to in figures, the same for every outage."""

from collections import Counter
from collections.abc import Sequence

from keywords.evidence.observing import count, figure, note, share, timing
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
)
PUT_UP_WITH = (*OUTAGE, "documents completed during the fault")
GROUPS = {
    "lost documents": Group.LOST,
    "duplicated documents": Group.DUPLICATED,
    "unexpected documents": Group.UNEXPECTED,
}


def observe(record: OutageRecord, bitten: Counter[str]) -> None:
    """Observe all of OUTAGE; what a fault cannot show is seen in no case."""
    note("signs of the fault", "; ".join((f"{sign}: {n}" for sign, n in bitten.items())))
    history_of(record)
    recovery_of(record)
    answers_of(record)
    honesty_of(record)


def history_of(record: OutageRecord) -> None:
    observe_history(record.history)
    bad = documents_with(record.history, Group.UNRESTRAINED)
    count("documents with retry violations", bad, of=record.retries())


def observe_history(held: History) -> None:
    """Observe all of HISTORY."""
    documents = 0 if held.vacuous() else held.population.documents
    count("history violations", held.violations, of=documents, detail="" if held.holds else held.explain())
    for name, group in GROUPS.items():
        bad = documents_with(held, group)
        count(name, bad, of=documents)


def recovery_of(record: OutageRecord) -> None:
    affected, seconds = record.affected(), record.recovery_times()
    never = [job_id for job_id, done in affected.items() if done is None]
    share("documents recovered", never, of=affected)
    timing("recovery time", seconds, detail=f"{len(never)} never recovered" if never else "")
    times = record.times
    figure("time until ready again", max(0, times.steady - times.healing), of=1)
    taken = record.taken_over()
    lost = len(affected) if record.service == "worker" else 0
    count("jobs taken over", taken, of=lost)
    again = record.resumed_after()
    figure("time until uploads are accepted again", again or 0, of=0 if again is None else 1)


def answers_of(record: OutageRecord) -> None:
    asked = record.answers_during()
    other, refused, work = record.errors_other_than_503(), record.refusals(), record.unaffected()
    count("errors other than 503", other, of=asked, detail=told(other))
    slowest = max((answer.seconds for answer in asked), default=0)
    figure("longest response time", slowest, of=asked)
    silent = [answer for answer in refused if not (answer.retry_after or "").isdigit()]
    share("refusals that say when to retry", silent, of=refused, detail=told(silent))
    after = record.answers_after()
    still = [answer for answer in after if not answer.good]
    count("requests refused after recovery", still, of=after, detail=told(still))
    bad = [answer for answer in work if not answer.good]
    share("unaffected requests that succeeded", bad, of=work, detail=told(bad) or nothing_unaffected(record))


def honesty_of(record: OutageRecord) -> None:
    """Readiness and health have to say what is away, and to go on saying it."""
    spoken_of, times = bool(kind_of(record.service).dependency) and record.removed, record.times
    silent = "" if spoken_of else f"nothing is said of a fault of the {record.service}"
    for name, after, answers in (
        ("time until readiness reports the outage", record.reported_after(), record.looks),
        ("time until health reports the outage", record.health_reported_after(), record.health),
    ):
        seconds = times.healing - times.broke if after is None else after
        figure(
            name,
            seconds,
            of=len(answers) if spoken_of else 0,
            detail=silent or ("it never did" if after is None else ""),
        )
    told = record.health_answers() if spoken_of else []
    figure("false all-clear answers", sum(one.well for one in told), of=told, detail=silent)


def told(answers: Sequence[Answer]) -> str:
    found = Counter(f"{answer.call} answered {answer.status or 'nothing'}" for answer in answers)
    return "; ".join(f"{what}: {number}" for what, number in found.items())


def nothing_unaffected(record: OutageRecord) -> str:
    return "" if kind_of(record.service).works_without else f"nothing goes on without the {record.service}"
