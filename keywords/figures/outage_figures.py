"""What an outage comes to in figures, the same for every outage."""

from collections import Counter
from collections.abc import Sequence

from keywords.evidence.recorder import recorder
from keywords.figures.outage_record import DEPENDENCY, UNAFFECTED, Answer, Course, documents_with
from keywords.history.judging import Group, History

HISTORY = {
    "history violations": "violations", "lost documents": "documents", "duplicated documents": "documents",
    "unexpected documents": "documents",
}  # fmt: skip
OUTAGE = HISTORY | {
    "documents retried out of bounds": "documents", "documents recovered": "%",
    "recovery time": "s", "ready again after": "s", "errors other than 503": "requests", "longest answer": "s",
    "refusals that say when to come again": "%", "requests refused when all was well again": "requests",
    "unaffected work that went on": "%",
    "time until readiness told the truth": "s", "time until health told the truth": "s",
    "answers that all is well while it was not": "requests", "users carried on after": "s",
    "jobs taken over": "jobs",
}  # fmt: skip
PUT_UP_WITH = OUTAGE | {"documents done meanwhile": "documents"}
GROUPS = {
    "lost documents": Group.LOST,
    "duplicated documents": Group.DUPLICATED,
    "unexpected documents": Group.UNEXPECTED,
}


def observe(course: Course, bitten: Counter[str]) -> None:
    """Observe all of OUTAGE; what a fault cannot show is seen in no case."""
    recorder.observe("signs that it bit", "; ".join(f"{sign}: {n}" for sign, n in bitten.items()), population=1)
    history_of(course)
    recovery_of(course)
    answers_of(course)
    honesty_of(course)


def history_of(course: Course) -> None:
    observe_history(course.history)
    bad = documents_with(course.history, Group.UNRESTRAINED)
    recorder.observe("documents retried out of bounds", len(bad), "documents", population=course.retries(),
                     detail=", ".join(sorted(bad)))  # fmt: skip


def observe_history(held: History) -> None:
    """Observe all of HISTORY."""
    documents = 0 if held.vacuous() else held.population.documents
    recorder.observe("history violations", len(held.violations), "violations", population=documents,
                     detail="" if held.holds else held.explain())  # fmt: skip
    for name, group in GROUPS.items():
        bad = documents_with(held, group)
        recorder.observe(name, len(bad), "documents", population=documents, detail=", ".join(sorted(bad)))


def recovery_of(course: Course) -> None:
    concerned, seconds = course.concerned(), course.recovery_times()
    never = [job_id for job_id, done in concerned.items() if done is None]
    recorder.observe("documents recovered", percent(len(concerned) - len(never), len(concerned)), "%",
                     population=len(concerned), detail=", ".join(never))  # fmt: skip
    recorder.observe("recovery time", max(seconds, default=0), "s", population=len(seconds), samples=seconds,
                     detail=f"{len(never)} never recovered" if never else "")  # fmt: skip
    times = course.times
    recorder.observe("ready again after", max(0, times.steady - times.healing), "s", population=1)
    taken = course.taken_over()
    lost = len(concerned) if course.service == "worker" else 0
    recorder.observe("jobs taken over", len(taken), "jobs", population=lost)
    again = course.carried_on_after()
    recorder.observe("users carried on after", again or 0, "s", population=0 if again is None else 1)


def answers_of(course: Course) -> None:
    asked = course.asked_meanwhile()
    other, refused, work = course.errors_other_than_503(), course.refusals(), course.unaffected()
    recorder.observe("errors other than 503", len(other), "requests", population=len(asked), detail=told(other))
    slowest = max((answer.seconds for answer in asked), default=0)
    recorder.observe("longest answer", slowest, "s", population=len(asked))
    silent = [answer for answer in refused if not (answer.retry_after or "").isdigit()]
    recorder.observe("refusals that say when to come again", percent(len(refused) - len(silent), len(refused)), "%",
                     population=len(refused), detail=told(silent))  # fmt: skip
    after = course.asked_after()
    still = [answer for answer in after if not answer.good]
    recorder.observe("requests refused when all was well again", len(still), "requests", population=len(after),
                     detail=told(still))  # fmt: skip
    bad = [answer for answer in work if not answer.good]
    recorder.observe("unaffected work that went on", percent(len(work) - len(bad), len(work)), "%",
                     population=len(work), detail=told(bad) or nothing_unaffected(course))  # fmt: skip


def honesty_of(course: Course) -> None:
    """Readiness and health have to say what is away, and to go on saying it."""
    spoken_of, times = course.service in DEPENDENCY and course.away, course.times
    silent = "" if spoken_of else f"nothing is said of a fault of the {course.service}"
    for name, after, answers in (
        ("time until readiness told the truth", course.told_after(), course.looks),
        ("time until health told the truth", course.health_told_after(), course.health),
    ):
        seconds = times.healing - times.broke if after is None else after
        recorder.observe(name, seconds, "s", population=len(answers) if spoken_of else 0,
                         detail=silent or ("it never did" if after is None else ""))  # fmt: skip
    told = course.asked_how_it_is() if spoken_of else []
    recorder.observe("answers that all is well while it was not", sum(one.well for one in told), "requests",
                     population=len(told), detail=silent)  # fmt: skip


def percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0


def told(answers: Sequence[Answer]) -> str:
    found = Counter(f"{answer.call} answered {answer.status or 'nothing'}" for answer in answers)
    return "; ".join(f"{what}: {number}" for what, number in found.items())


def nothing_unaffected(course: Course) -> str:
    return "" if course.service in UNAFFECTED else f"nothing goes on without the {course.service}"
