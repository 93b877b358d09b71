"""What an outage comes to in figures, the same for every outage."""

from collections import Counter
from collections.abc import Sequence

from keywords.evidence.observing import count, figure, note, share, timing
from keywords.figures.outage_record import Answer, Course, documents_with
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


def observe(course: Course, bitten: Counter[str]) -> None:
    """Observe all of OUTAGE; what a fault cannot show is seen in no case."""
    note("signs of the fault", "; ".join((f"{sign}: {n}" for sign, n in bitten.items())))
    history_of(course)
    recovery_of(course)
    answers_of(course)
    honesty_of(course)


def history_of(course: Course) -> None:
    observe_history(course.history)
    bad = documents_with(course.history, Group.UNRESTRAINED)
    count("documents with retry violations", bad, of=course.retries())


def observe_history(held: History) -> None:
    """Observe all of HISTORY."""
    documents = 0 if held.vacuous() else held.population.documents
    count("history violations", held.violations, of=documents, detail="" if held.holds else held.explain())
    for name, group in GROUPS.items():
        bad = documents_with(held, group)
        count(name, bad, of=documents)


def recovery_of(course: Course) -> None:
    concerned, seconds = course.concerned(), course.recovery_times()
    never = [job_id for job_id, done in concerned.items() if done is None]
    share("documents recovered", never, of=concerned)
    timing("recovery time", seconds, detail=f"{len(never)} never recovered" if never else "")
    times = course.times
    figure("time until ready again", max(0, times.steady - times.healing), of=1)
    taken = course.taken_over()
    lost = len(concerned) if course.service == "worker" else 0
    count("jobs taken over", taken, of=lost)
    again = course.carried_on_after()
    figure("time until uploads are accepted again", again or 0, of=0 if again is None else 1)


def answers_of(course: Course) -> None:
    asked = course.asked_meanwhile()
    other, refused, work = course.errors_other_than_503(), course.refusals(), course.unaffected()
    count("errors other than 503", other, of=asked, detail=told(other))
    slowest = max((answer.seconds for answer in asked), default=0)
    figure("longest response time", slowest, of=asked)
    silent = [answer for answer in refused if not (answer.retry_after or "").isdigit()]
    share("refusals that say when to retry", silent, of=refused, detail=told(silent))
    after = course.asked_after()
    still = [answer for answer in after if not answer.good]
    count("requests refused after recovery", still, of=after, detail=told(still))
    bad = [answer for answer in work if not answer.good]
    share("unaffected requests that succeeded", bad, of=work, detail=told(bad) or nothing_unaffected(course))


def honesty_of(course: Course) -> None:
    """Readiness and health have to say what is away, and to go on saying it."""
    spoken_of, times = bool(kind_of(course.service).dependency) and course.away, course.times
    silent = "" if spoken_of else f"nothing is said of a fault of the {course.service}"
    for name, after, answers in (
        ("time until readiness reports the outage", course.told_after(), course.looks),
        ("time until health reports the outage", course.health_told_after(), course.health),
    ):
        seconds = times.healing - times.broke if after is None else after
        figure(
            name,
            seconds,
            of=len(answers) if spoken_of else 0,
            detail=silent or ("it never did" if after is None else ""),
        )
    told = course.asked_how_it_is() if spoken_of else []
    figure("false all-clear answers", sum(one.well for one in told), of=told, detail=silent)


def told(answers: Sequence[Answer]) -> str:
    found = Counter(f"{answer.call} answered {answer.status or 'nothing'}" for answer in answers)
    return "; ".join(f"{what}: {number}" for what, number in found.items())


def nothing_unaffected(course: Course) -> str:
    return "" if kind_of(course.service).works_without else f"nothing goes on without the {course.service}"
