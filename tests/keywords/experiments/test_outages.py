"""The figures of an outage: each is made wrong on purpose, and has to show it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from keywords.running.registry import known

from keywords.dossier import timelines
from keywords.evidence.model import Evidence, Observation, Timeline
from keywords.evidence.recorder import recorder
from keywords.experiments.failures import outage, single_faults
from keywords.experiments.failures.two_faults import answered_while_away
from keywords.faults.fault import Fault
from keywords.figures.outage_figures import OUTAGE, observe
from keywords.figures.outage_record import (
    DEPENDENCY,
    TOUCHED,
    UNAFFECTED,
    Answer,
    Course,
    Health,
    Look,
    Times,
    bitten,
    left_waiting,
    signs,
    timeline,
)
from keywords.history.judging import Accepted, Event, History, Job, Kind, Population, Records, Violation
from keywords.users.users import Seen

BEGAN, BROKE, HEALING, STEADY, ENDED = 1000.0, 1010.0, 1012.0, 1013.0, 1020.0
TIMES = Times(BEGAN, BROKE, HEALING, STEADY, ENDED)
UP = {"database": "available", "llamaparse": "available"}
ILL = {**UP, "llamaparse": "unavailable"}


def at(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC)


def job(name: str, accepted: float, finished: float | None, state: str = "done") -> tuple[Accepted, Job]:
    told = Accepted(name, f"d-{name}", "u", at(accepted))
    return told, Job(name, f"d-{name}", "embedded", state, at(accepted), finished_at=finished and at(finished))  # type: ignore[arg-type]


def event(type_: str, moment: float, stage: str = "parsing", name: str = "a") -> Event:
    return Event(f"{name}{moment}", name, f"d-{name}", at(moment), type_, stage, code="parser_unavailable")


JOBS = [job("before", 1001, 1003), job("a", 1009, 1014), job("b", 1011, 1016), job("after", 1015, 1018)]
EVENTS = [event("stage_started", 1009.5), event("error", 1010.5), event("retry", 1010.6), event("stage_done", 1013.5)]
ANSWERS = [
    Answer("upload", 1005, 0.1, 201),
    Answer("job", 1010.5, 0.1, 200),
    Answer("search", 1011, 0.3, 503, "2"),
    Answer("upload", 1012.5, 0.1, 201),
]
LOOKS = [Look(1009, 200, UP), Look(1010.2, 200, UP), Look(1011, 200, ILL)]
HEALTH = [Health(1010.2, 200, "healthy"), Health(1010.5, 0, ""), Health(1011.5, 200, "degraded")]


def course(
    *, service: str = "llamaparse", away: bool = True, jobs: list[Any] | None = None, events: list[Event] = EVENTS,
    answers: list[Answer] = ANSWERS, looks: list[Look] = LOOKS, health: list[Health] = HEALTH,
    violations: tuple[Violation, ...] = (),
) -> Course:  # fmt: skip
    told = JOBS if jobs is None else jobs
    records = Records([one for one, _ in told], [one for _, one in told], events)
    held = History(violations, Population(len(told), len(told), len(events), 5, 5, 5))
    return Course(service, away, TIMES, answers, looks, records, held, health)


@pytest.fixture(autouse=True)
def record() -> Iterator[Evidence]:
    with recorder.experiment("x", {}) as found:
        yield found


def observed(record: Evidence, name: str, seen: Course) -> Observation:
    record.observations.clear()
    observe(seen, Counter({"upload answered 503": 3}))
    return next(observation for observation in record.observations if observation.name == name)


def test_every_figure_is_observed_with_its_unit(record: Evidence) -> None:
    observe(course(), Counter({"retry parser_unavailable": 3}))
    units = {observation.name: observation.unit for observation in record.observations}
    assert {name: units[name] for name in OUTAGE} == OUTAGE
    assert record.observations[0].value == "retry parser_unavailable: 3"


def test_recovery_is_of_the_documents_that_were_under_way_while_it_was_broken(record: Evidence) -> None:
    seen = observed(record, "recovery time", course())
    assert (seen.value, seen.samples, seen.population) == (4, [2, 4], 2)
    share = observed(record, "documents recovered", course())
    assert (share.value, share.population) == (100, 2)


@pytest.mark.parametrize("bad", [job("b", 1011, 1016, "deadletter"), job("b", 1011, None, "queued")])
def test_a_document_that_was_given_up_or_never_ends_is_not_recovered(
    record: Evidence, bad: tuple[Accepted, Job]
) -> None:
    seen = observed(record, "documents recovered", course(jobs=[*JOBS[:2], bad]))
    assert (seen.value, seen.population, seen.detail) == (50, 2, "b")


def test_what_went_on_meanwhile_was_sent_and_done_while_it_was_broken() -> None:
    within, too_late, too_early = job("c", 1010.5, 1011.5), job("b", 1011, 1016), job("a", 1009, 1011)
    jobs = [within, too_late, too_early, job("d", 1011, 1011.9, "deadletter")]
    untold = course(jobs=jobs, looks=LOOKS[:2])
    assert untold.sent_meanwhile() == ["c", "b", "d"]
    assert untold.done_meanwhile() == ["c"]
    assert course(jobs=jobs).sent_meanwhile() == ["b", "d"], "what came before it was known shows nothing"


def test_a_webhook_is_taken_by_nobody_who_cannot_write_it_down() -> None:
    """A user is told at 1011 that the database is away, and it is healed at 1012."""
    away = course(service="postgres", answers=[Answer("job", 1010.9, 0.1, 503, "2")])

    def sent(moment: float, outcome: object, attempts: int = 1) -> dict[str, object]:
        return {"ts": at(moment).isoformat(), "outcome": outcome, "attempts": attempts}

    honest = [sent(1010.5, 200), sent(1011.5, "ClientConnectorError", 4), sent(1012.5, 200, 3), sent(1013, 200)]
    assert answered_while_away(away, honest) == (2, 0)
    assert answered_while_away(away, [*honest, sent(1011.5, 200), sent(1005, 200, 2)]) == (2, 1)
    assert answered_while_away(course(answers=[]), [sent(1011.5, 200)]) == (0, 0), "nobody knows since when it was away"


def test_a_fault_that_met_no_document_proves_no_recovery(record: Evidence) -> None:
    assert observed(record, "documents recovered", course(jobs=[JOBS[0], JOBS[3]])).population == 0
    assert observed(record, "recovery time", course(jobs=[JOBS[0], JOBS[3]])).population == 0


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.CHUNK_MISSING, "lost documents"),
        (Kind.CHUNK_TWICE, "duplicated documents"),
        (Kind.JOB_UNEXPECTED, "unexpected documents"),
        (Kind.RETRY_TOO_SOON, "documents with retry violations"),
    ],
)
def test_a_violation_is_counted_once_a_document_where_it_belongs(record: Evidence, kind: Kind, name: str) -> None:
    twice = tuple(Violation(kind, "a", "d-a", f"said {n}") for n in range(2))
    groups = ("lost documents", "duplicated documents", "unexpected documents", "documents with retry violations")
    for each in groups:
        assert observed(record, each, course(violations=twice)).value == (1 if each == name else 0)
    assert observed(record, "history violations", course(violations=twice)).value == 2


def test_without_any_retry_nothing_is_proved_about_retries(record: Evidence) -> None:
    assert observed(record, "documents with retry violations", course()).population == 1
    quiet = course(events=[one for one in EVENTS if one.type != "retry"])
    assert observed(record, "documents with retry violations", quiet).population == 0


@pytest.mark.parametrize("status", [500, 404, 0])
def test_an_error_other_than_503_counts_from_the_break_until_all_is_well(record: Evidence, status: int) -> None:
    def count(moment: float, service: str = "llamaparse", call: str = "job") -> Any:
        more = [*ANSWERS, Answer(call, moment, 0.1, status)]
        return observed(record, "errors other than 503", course(answers=more, service=service)).value

    assert [count(moment) for moment in (1011, 1012.9, 1005, 1014)] == [1, 1, 0, 0]
    assert count(1011, call="put") == 0, "the storage, which is not the API"
    assert count(1011, service="api") == (1 if status else 0), "an API that is away cannot answer"


@pytest.mark.parametrize(("retry_after", "share"), [(None, 50), ("soon", 50), ("3", 100)])
def test_a_refusal_has_to_say_when_to_come_again(record: Evidence, retry_after: str | None, share: float) -> None:
    seen = course(answers=[*ANSWERS, Answer("upload", 1011, 0.1, 503, retry_after)])
    observation = observed(record, "refusals that say when to retry", seen)
    assert (observation.value, observation.population) == (share, 2)


def test_work_that_needs_nothing_of_what_is_away_has_to_go_on(record: Evidence) -> None:
    name = "unaffected requests that succeeded"
    assert observed(record, name, course(service="openai")).value == 100, "a search does need the model"
    seen = observed(record, name, course(service="llamaparse"))
    assert (seen.value, seen.population, seen.detail) == (50, 2, "search answered 503: 1")
    assert observed(record, name, course(service="postgres")).population == 0


@pytest.mark.parametrize(
    ("target", "missed"),
    [("postgres", "postgres"), ("worker-1", "worker"), ("api:openai", "openai"), ("worker:postgres", "worker")],
)
def test_workers_that_are_cut_off_are_missed_as_if_they_were_gone(target: str, missed: str) -> None:
    assert Fault("network", target).missed == missed


def test_who_is_left_waiting_shows_in_the_longest_answer(record: Evidence) -> None:
    slow = Answer("job", 1009, 3, 200)  # asked before the break, answered after it
    assert observed(record, "longest response time", course(answers=[*ANSWERS, slow])).value == 3


def test_readiness_has_to_name_what_is_away(record: Evidence) -> None:
    name = "time until readiness reports the outage"
    assert observed(record, name, course()).value == pytest.approx(1.0)
    early = Look(1005, 200, ILL)
    assert observed(record, name, course(looks=[early, *LOOKS])).value == pytest.approx(1.0), "before the break"
    never = observed(record, name, course(looks=LOOKS[:2]))
    assert (never.value, never.detail) == (HEALING - BROKE, "it never did")
    assert observed(record, name, course(service="worker")).population == 0
    assert observed(record, name, course(away=False)).population == 0


def test_health_has_to_say_that_not_all_is_well(record: Evidence) -> None:
    name = "time until health reports the outage"
    assert observed(record, name, course()).value == pytest.approx(1.5), "no answer is none"
    assert observed(record, name, course(health=[Health(1005, 200, "degraded"), *HEALTH])).value == pytest.approx(1.5)
    assert observed(record, name, course(health=[Health(1010.8, 503, "healthy")])).value == pytest.approx(0.8)
    never = observed(record, name, course(health=HEALTH[:2]))
    assert (never.value, never.population, never.detail) == (HEALING - BROKE, 2, "it never did")
    assert observed(record, name, course(health=[])).population == 0
    assert observed(record, name, course(service="worker")).population == 0


def test_nobody_takes_the_truth_back_while_it_is_broken(record: Evidence) -> None:
    name = "false all-clear answers"
    seen = observed(record, name, course())
    assert (seen.value, seen.population) == (0, 2), "from when it was told, until it is healed"
    assert observed(record, name, course(health=[*HEALTH, Health(1011.9, 200, "healthy")])).value == 1
    assert observed(record, name, course(looks=[*LOOKS, Look(1011.9, 200, UP)])).value == 1
    assert observed(record, name, course(looks=[*LOOKS, Look(1012.5, 200, UP)])).value == 0, "it may be well again"
    assert observed(record, name, course(health=HEALTH[:2])).value == 1, "who never tells it lies each time"
    assert observed(record, name, course(away=False)).population == 0


def test_what_heals_itself_concerns_whoever_came_before_all_was_well_again() -> None:
    itself = replace(course(service="worker", jobs=[*JOBS, job("lost", 1011, None, "deadletter")]),
                     times=Times(BEGAN, BROKE, BROKE, STEADY, ENDED))  # fmt: skip
    assert itself.concerned() == {"a": 1014, "b": 1016, "lost": None}


def test_nobody_is_refused_when_all_is_well_again(record: Evidence) -> None:
    after = [Answer("upload", 1014, 0.1, 201), Answer("search", 1014, 0.1, 200), Answer("put", 1014, 0.1, 409)]
    name = "requests refused after recovery"
    found = observed(record, name, course(answers=[*ANSWERS, *after]))
    assert (found.value, found.population) == (0, 2)
    found = observed(record, name, course(answers=[*ANSWERS, *after, Answer("search", 1015, 0.1, 503, "2")]))
    assert (found.value, found.detail) == (1, "search answered 503: 1")


def test_users_carry_on_with_the_first_document_that_is_taken_after_the_healing(record: Evidence) -> None:
    assert observed(record, "time until uploads are accepted again", course()).value == pytest.approx(0.6)
    assert observed(record, "time until uploads are accepted again", course(answers=ANSWERS[:3])).population == 0


def test_jobs_are_taken_over_when_another_worker_says_so(record: Evidence) -> None:
    lost = replace(event("error", 1011), worker="w-1", taken_over_by="w-2")
    assert observed(record, "jobs taken over", course(service="worker", events=[*EVENTS, lost])).value == 1
    early = replace(lost, at=at(1009))
    assert observed(record, "jobs taken over", course(service="worker", events=[*EVENTS, early])).value == 0
    assert observed(record, "jobs taken over", course(events=[*EVENTS, lost])).population == 0


def test_signs_are_what_came_after_the_break() -> None:
    answers = [Answer("job", 1005, 0.1, 503), Answer("job", 1011, 0.1, 0), Answer("job", 1011, 0.1, 404)]
    found = signs(answers, ["retry parser_unavailable"], 0, BROKE)
    assert +found == Counter({"job answered nothing": 1, "retry parser_unavailable": 1})


def test_who_is_left_waiting_since_the_break_shows_it_too() -> None:
    waiting = {"upload": 1005.0, "job": 1012.0}
    assert left_waiting(waiting, BROKE, 1012.9) == Counter()
    assert left_waiting(waiting, BROKE, 1013.5) == Counter({"upload left waiting": 1})
    assert left_waiting(waiting, BROKE, 1015.5) == Counter({"upload left waiting": 1, "job left waiting": 1})


@pytest.mark.parametrize(
    ("fault", "found", "enough"),
    [
        (Fault("stop", "llamaparse"), {"retry x": 1, "error x": 1}, True),
        (Fault("stop", "llamaparse"), {"upload answered 503": 9}, False),  # no document in hand met it
        (Fault("stop", "postgres"), {"upload answered 503": 2}, True),
        (Fault("stop", "postgres"), {"upload answered 503": 1}, False),
        (Fault("kill", "worker"), {"error worker_lost": 1}, True),
        (Fault("kill", "worker"), {"upload answered 503": 5}, False),
        (Fault("kill", "worker"), {"error embedder_unavailable": 5}, False),
        (Fault("pause", "worker-1"), {"documents that stand still": 1}, True),
        (Fault("network", "api", {"silent": True}), {TOUCHED: 2}, True),
        (Fault("network", "api", {"silent": True}), {"upload answered nothing": 9}, False),
        (Fault("network", "openai", {"cut_after": 0}), {TOUCHED: 9}, False),
        (Fault("stop", "storage"), {}, False),
        (Fault("network", "worker:postgres", {"refused": True}), {TOUCHED: 2}, True),  # who would tell is cut off
        (Fault("network", "worker:postgres", {"refused": True}), {TOUCHED: 1}, False),
        (Fault("network", "worker:storage", {"refused": True}), {TOUCHED: 9}, False),
        (Fault("network", "api:openai", {"refused": True}), {"search answered 503": 2}, True),
        (Fault("network", "api:openai", {"refused": True}), {TOUCHED: 9}, False),
    ],
)  # fmt: skip
def test_a_fault_without_enough_effect_has_not_bitten(fault: Fault, found: dict[str, int], enough: bool) -> None:
    assert bitten(fault, Counter(found)) is enough


def test_the_timeline_counts_jobs_by_the_stage_they_had_reached() -> None:
    records = Records(events=[event("stage_done", 1000, "queued"), event("stage_done", 1010, "parsing"),
                              event("stage_done", 1005, "queued", "b")])  # fmt: skip
    told = timeline(records, ["queued", "parsing"], TIMES, points=4)
    assert (told.seconds, told.shaded) == ([0, 5, 10, 15, 20], (10, 12))
    assert told.jobs == {"queued": [1, 2, 1, 1, 1], "parsing": [0, 0, 1, 1, 1]}


def test_the_drawing_stacks_the_stages_shades_the_fault_and_says_so_in_words() -> None:
    told = Timeline(
        seconds=[0, 10, 20], jobs={"queued": [2, 1, 0], "done<": [0, 1, 2], "never": [0, 0, 0]}, shaded=(5, 10)
    )
    drawn = str(timelines.draw(told))
    shapes = ElementTree.fromstring(drawn)
    paths = [each.get("d") for each in shapes.iter("path")]
    assert len(paths) == 2, "a stage that no job was at is not drawn"
    (shade,) = [each for each in shapes.iter("rect") if each.get("class") == "shade"]
    left, width = float(shade.get("x") or 0), float(shade.get("width") or 0)
    assert left == pytest.approx(timelines.LEFT + timelines.WIDTH / 4)
    assert width == pytest.approx(timelines.WIDTH / 4)
    spoken = [each.text for each in shapes if each.tag in ("title", "desc")]
    assert spoken == ["Jobs by stage: 2 jobs over 20 s; broken from 5 s to 10 s", "In the end: 2 done<"]
    assert "done<" in "".join(shapes.itertext())


def test_what_cannot_be_carried_through_is_drawn_as_far_as_it_came(
    record: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = Records(events=[event("stage_done", BEGAN + 1, "queued")])
    monkeypatch.setattr(outage, "everything_since", lambda *_: records)
    here: Any = SimpleNamespace(world=SimpleNamespace(environment=SimpleNamespace(stages=["queued"])))
    with pytest.raises(AssertionError, match="never ready"), outage.followed(here, Seen(broke=BROKE), at(BEGAN)):
        raise AssertionError("never ready again")
    assert record.timeline is not None
    assert record.timeline.shaded[0] == BROKE - BEGAN
    assert record.timeline.jobs["queued"][-1] == 1


def test_what_readiness_and_users_know_are_services_that_are_broken_here() -> None:
    services = {
        str(one.inputs["fault"]).split()[-1]
        for one in known().values()
        if one.work.__module__ == single_faults.__name__
    }
    assert services >= set(DEPENDENCY) | set(UNAFFECTED)
