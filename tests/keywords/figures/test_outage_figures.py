"""The figures of an outage: each test makes one wrong on purpose, and the figure must show it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from keywords.checklists.figures import figures
from keywords.evidence.model import Evidence, Observation
from keywords.evidence.recorder import Recorder
from keywords.figures.outage_figures import ANSWERS as OF_ANSWERS
from keywords.figures.outage_figures import OUTAGE, REPORTS, observe
from keywords.figures.outage_record import Answer, Health, Look, OutageRecord
from keywords.history.judging import Accepted, Job, Kind, Violation
from tests.keywords.figures.outages import (
    ANSWERS,
    BROKE,
    DOWN,
    EVENTS,
    HEALING,
    HEALTH,
    JOBS,
    LOOKS,
    TIMES,
    UP,
    at,
    event,
    job,
    outage,
)


@pytest.fixture(autouse=True)
def evidence() -> Iterator[Evidence]:
    with Recorder().experiment("x", {}, (*OUTAGE, *REPORTS)) as found:
        yield found


def observed(evidence: Evidence, name: str, seen: OutageRecord) -> Observation:
    evidence.observations.clear()
    observe(seen, Counter({"upload answered 503": 3}))
    return next(observation for observation in evidence.observations if observation.name == name)


def test_every_figure_of_an_outage_is_observed_in_its_unit(evidence: Evidence) -> None:
    observe(outage(), Counter({"retry parser_unavailable": 3}))
    units = {observation.name: observation.unit for observation in evidence.observations}
    every = (*OUTAGE, *REPORTS)
    assert {name: units[name] for name in every} == {name: figures()[name].unit for name in every}
    assert evidence.observations[0].value == "retry parser_unavailable: 3"


# Documents


def test_recovery_counts_the_documents_that_were_under_way_during_the_fault(evidence: Evidence) -> None:
    seen = observed(evidence, "recovery time", outage())
    assert (seen.value, seen.samples, seen.population) == (4, [2, 4], 2)
    share = observed(evidence, "documents recovered", outage())
    assert (share.value, share.population) == (100, 2)


@pytest.mark.parametrize("bad", [job("b", 1011, 1016, "deadletter"), job("b", 1011, None, "queued")])
def test_a_document_that_is_given_up_or_never_ends_has_not_recovered(
    evidence: Evidence, bad: tuple[Accepted, Job]
) -> None:
    seen = observed(evidence, "documents recovered", outage(jobs=[*JOBS[:2], bad]))
    assert (seen.value, seen.population, seen.detail) == (50, 2, "b")


def test_a_pipeline_that_promises_a_shorter_wait_is_judged_on_that(evidence: Evidence) -> None:
    late = job("late", 1009, HEALING - 0.5, "deadletter")
    seen = observed(evidence, "documents recovered", replace(outage(jobs=[*JOBS[:2], late]), waits_out=1.0))
    assert (seen.value, seen.population) == (100, 1)
    assert seen.detail == "1 documents more were given up after the promised wait of 1 s; the outage lasted 2 s"
    kept = observed(evidence, "documents recovered", replace(outage(jobs=[*JOBS[:2], late]), waits_out=3.0))
    assert (kept.value, kept.population) == (50, 2)


def test_attempts_and_the_documents_in_need_are_counted(evidence: Evidence) -> None:
    assert observed(evidence, "documents waiting at the break", outage()).value == 1
    assert observed(evidence, "unfinished documents at the healing", outage()).value == 2
    spent = observed(evidence, "attempts spent on the outage", outage())
    assert (spent.value, spent.population, spent.detail) == (1, 2, "parser_unavailable: 1")
    waits = [replace(one, waiting_for="llamaparse ask") for one in EVENTS]
    assert observed(evidence, "attempts spent on the outage", outage(events=waits)).value == 0


def test_a_fault_that_met_no_document_proves_no_recovery(evidence: Evidence) -> None:
    assert observed(evidence, "documents recovered", outage(jobs=[JOBS[0], JOBS[3]])).population == 0
    assert observed(evidence, "recovery time", outage(jobs=[JOBS[0], JOBS[3]])).population == 0


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.CHUNK_MISSING, "lost documents"),
        (Kind.CHUNK_TWICE, "duplicated documents"),
        (Kind.JOB_UNEXPECTED, "unexpected documents"),
        (Kind.RETRY_TOO_SOON, "documents with retry violations"),
    ],
)
def test_violations_are_counted_once_per_document_and_in_one_group_only(
    evidence: Evidence, kind: Kind, name: str
) -> None:
    twice = tuple(Violation(kind, "a", "d-a", f"said {n}") for n in range(2))
    groups = ("lost documents", "duplicated documents", "unexpected documents", "documents with retry violations")
    for each in groups:
        assert observed(evidence, each, outage(violations=twice)).value == (1 if each == name else 0)
    assert observed(evidence, "history violations", outage(violations=twice)).value == 2


def test_without_any_retry_nothing_is_proved_about_retries(evidence: Evidence) -> None:
    assert observed(evidence, "documents with retry violations", outage()).population == 1
    quiet = outage(events=[one for one in EVENTS if one.type != "retry"])
    assert observed(evidence, "documents with retry violations", quiet).population == 0


def test_a_job_counts_as_taken_over_if_another_worker_says_so_after_the_break(evidence: Evidence) -> None:
    lost = replace(event("error", 1011), worker="w-1", taken_over_by="w-2")
    assert observed(evidence, "jobs taken over", outage(service="worker", events=[*EVENTS, lost])).value == 1
    early = replace(lost, at=at(1009))
    assert observed(evidence, "jobs taken over", outage(service="worker", events=[*EVENTS, early])).value == 0
    assert observed(evidence, "jobs taken over", outage(events=[*EVENTS, lost])).population == 0


# Answers to users


@pytest.mark.parametrize("status", [500, 404, 0])
def test_errors_other_than_503_count_from_the_break_until_all_is_well(evidence: Evidence, status: int) -> None:
    def count(moment: float, service: str = "llamaparse", call: str = "job") -> Any:
        more = [*ANSWERS, Answer(call, moment, 0.1, status)]
        return observed(evidence, "errors other than 503", outage(answers=more, service=service)).value

    assert [count(moment) for moment in (1011, 1012.9, 1005, 1014)] == [1, 1, 0, 0]
    assert count(1011, call="put") == 0, "the storage answered, not the API"
    assert count(1011, service="api") == (1 if status else 0), "an API that is away cannot answer"


@pytest.mark.parametrize(("retry_after", "share"), [(None, 50), ("soon", 50), ("3", 100)])
def test_a_refusal_must_say_when_to_retry(evidence: Evidence, retry_after: str | None, share: float) -> None:
    seen = outage(answers=[*ANSWERS, Answer("upload", 1011, 0.1, 503, retry_after)])
    observation = observed(evidence, "refusals that say when to retry", seen)
    assert (observation.value, observation.population) == (share, 2)


def test_requests_that_do_not_need_the_service_must_succeed_without_it(evidence: Evidence) -> None:
    name = "unaffected requests that succeeded"
    assert observed(evidence, name, outage(service="openai")).value == 100, "a search does need the model"
    seen = observed(evidence, name, outage(service="llamaparse"))
    assert (seen.value, seen.population, seen.detail) == (50, 2, "search answered 503: 1")
    assert observed(evidence, name, outage(service="postgres")).population == 0


def test_a_request_that_is_left_waiting_shows_in_the_longest_response_time(evidence: Evidence) -> None:
    slow = Answer("job", 1009, 3, 200)  # asked before the break, answered after it
    assert observed(evidence, "longest response time", outage(answers=[*ANSWERS, slow])).value == 3


def test_no_request_may_be_refused_after_recovery(evidence: Evidence) -> None:
    after = [Answer("upload", 1014, 0.1, 201), Answer("search", 1014, 0.1, 200), Answer("put", 1014, 0.1, 409)]
    name = "requests refused after recovery"
    found = observed(evidence, name, outage(answers=[*ANSWERS, *after]))
    assert (found.value, found.population) == (0, 2)
    found = observed(evidence, name, outage(answers=[*ANSWERS, *after, Answer("search", 1015, 0.1, 503, "2")]))
    assert (found.value, found.detail) == (1, "search answered 503: 1")


BADLY_ANSWERED = {
    "an error other than 503": Answer("job", 1011, 0.1, 500),
    "a refusal without a time": Answer("search", 1011, 0.1, 503),
    "a refusal of what needs nothing broken": Answer("job", 1011, 0.1, 503, "2"),
    "a refusal after the recovery": Answer("search", 1015, 0.1, 503, "2"),
}


@pytest.mark.parametrize("bad", BADLY_ANSWERED.values(), ids=BADLY_ANSWERED)
def test_a_request_is_served_or_asked_to_retry(evidence: Evidence, bad: Answer) -> None:
    well = [one for one in ANSWERS if one.call != "search"]
    assert observed(evidence, "badly answered requests", outage(service="openai", answers=well)).value == 0
    found = observed(evidence, "badly answered requests", outage(service="openai", answers=[*well, bad]))
    assert (found.value, found.population) == (1, 3)
    assert found.failed[0].what.startswith(bad.call)


@pytest.mark.parametrize("bad", BADLY_ANSWERED.values(), ids=BADLY_ANSWERED)
def test_what_is_bad_in_a_part_is_bad_in_the_whole(evidence: Evidence, bad: Answer) -> None:
    """So that a row that judges the whole judges each part."""
    whole, *parts = OF_ANSWERS
    assert {figures()[name].part_of for name in parts} == {whole}
    observe(outage(service="openai", answers=[*ANSWERS[:2], bad]), Counter())
    seen = {observation.name: observation for observation in evidence.observations}
    failed = {case.what for name in parts for case in seen[name].failed}
    assert failed
    assert failed == {case.what for case in seen[whole].failed}


def test_what_needs_another_service_that_refuses_is_not_unaffected(evidence: Evidence) -> None:
    name, both = "unaffected requests that succeeded", replace(outage(service="storage"), refusing=["openai"])
    assert observed(evidence, name, both).population == 1, "the status of a job; a search needs the model"
    assert observed(evidence, name, outage(service="storage")).population == 2


def test_uploads_are_accepted_again_with_the_first_one_after_healing(evidence: Evidence) -> None:
    assert observed(evidence, "time until uploads are accepted again", outage()).value == pytest.approx(0.6)
    assert observed(evidence, "time until uploads are accepted again", outage(answers=ANSWERS[:3])).population == 0


# Readiness and health


def test_readiness_must_name_what_is_away(evidence: Evidence) -> None:
    name = "time until readiness reports the outage"
    assert observed(evidence, name, outage()).value == pytest.approx(1.0)
    early = Look(1005, 200, DOWN)
    assert observed(evidence, name, outage(looks=[early, *LOOKS])).value == pytest.approx(1.0), "before the break"
    never = observed(evidence, name, outage(looks=LOOKS[:2]))
    assert (never.value, never.detail) == (HEALING - BROKE, "it never did")


@pytest.mark.parametrize("seen", [outage(service="worker"), outage(removed=False)], ids=["unknown", "impaired"])
def test_what_readiness_cannot_report_is_not_observed(evidence: Evidence, seen: OutageRecord) -> None:
    observe(seen, Counter())
    assert not set(REPORTS) & {observation.name for observation in evidence.observations}


def test_health_must_say_that_not_all_is_well(evidence: Evidence) -> None:
    name = "time until health reports the outage"
    assert observed(evidence, name, outage()).value == pytest.approx(1.5), "a missing answer says nothing"
    degraded_before = [Health(1005, 200, "degraded"), *HEALTH]
    assert observed(evidence, name, outage(health=degraded_before)).value == pytest.approx(1.5)
    assert observed(evidence, name, outage(health=[Health(1010.8, 503, "healthy")])).value == pytest.approx(0.8)
    never = observed(evidence, name, outage(health=HEALTH[:2]))
    assert (never.value, never.population, never.detail) == (HEALING - BROKE, 1, "it never did")
    assert observed(evidence, name, outage(health=[])).population == 0


def test_a_reported_outage_must_stay_reported_until_healing(evidence: Evidence) -> None:
    name = "false all-clear answers"
    seen = observed(evidence, name, outage())
    assert (seen.value, seen.population) == (0, 2), "from the first report until healing"
    assert observed(evidence, name, outage(health=[*HEALTH, Health(1011.9, 200, "healthy")])).value == 1
    assert observed(evidence, name, outage(looks=[*LOOKS, Look(1011.9, 200, UP)])).value == 1
    assert observed(evidence, name, outage(looks=[*LOOKS, Look(1012.5, 200, UP)])).value == 0, "it may be well again"
    assert observed(evidence, name, outage(health=HEALTH[:2])).value == 1, "without a report every all-clear is false"
    well_again = outage(looks=[*LOOKS, Look(1011.4, 200, UP)], times=replace(TIMES, struck=1011.5))
    assert observed(evidence, name, well_again).value == 0, "until the fault is in force, all may be well for a moment"
