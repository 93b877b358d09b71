"""The record of an outage: which documents it affected, what shows that a fault bit, and the timeline."""

from collections import Counter
from dataclasses import replace

import pytest

from keywords.faults.fault import Fault
from keywords.figures.outage_needs import attempts, held_up_elsewhere, met
from keywords.figures.outage_record import (
    MET,
    TOUCHED,
    Answer,
    Times,
    bites,
    left_waiting,
    signs,
    timeline,
)
from keywords.history.judging import Records
from tests.keywords.figures.outages import BEGAN, BROKE, ENDED, HEALING, JOBS, LOOKS, STEADY, TIMES, event, job, outage


def test_documents_sent_and_completed_during_the_fault_count_from_when_it_is_known() -> None:
    within, too_late, too_early = job("c", 1010.5, 1011.5), job("b", 1011, 1016), job("a", 1009, 1011)
    jobs = [within, too_late, too_early, job("d", 1011, 1011.9, "deadletter")]
    unknown = outage(jobs=jobs, looks=LOOKS[:2])
    assert unknown.sent_during() == ["c", "b", "d"]
    assert unknown.completed_during() == ["c"]
    assert outage(jobs=jobs).sent_during() == ["b", "d"], "a document sent before that shows nothing"


def test_a_fault_that_heals_itself_affects_every_document_until_all_is_well_again() -> None:
    jobs = [*JOBS, job("lost", 1011, None, "deadletter")]
    itself = outage(service="worker", jobs=jobs, times=Times(BEGAN, BROKE, BROKE, STEADY, ENDED))
    assert itself.affected() == {"a": 1014, "b": 1016, "lost": None}


def test_an_outage_affects_the_documents_that_still_needed_the_service_when_it_was_healed() -> None:
    parsed = event("stage_done", BROKE - 1, "parsing", "a")  # only parsing needs the parser
    seen = outage(events=[parsed, event("stage_done", HEALING + 1, "parsing", "b")])
    assert (seen.waiting_at_break(), seen.unfinished_at_healing()) == ([], ["b"])
    assert seen.affected() == {"b": 1016}
    assert set(outage(service="postgres", events=[parsed]).affected()) == {"a", "b"}, "every stage needs the database"


def test_an_impaired_service_affects_every_document_that_needed_it_meanwhile() -> None:
    meanwhile = event("stage_done", BROKE + 1, "parsing", "a")
    assert outage(events=[meanwhile]).affected() == {"b": 1016}
    assert outage(events=[meanwhile], removed=False).affected() == {"a": 1014, "b": 1016}


def test_a_document_given_up_after_the_promised_wait_is_excused_and_one_given_up_before_is_not() -> None:
    jobs = [*JOBS[:2], job("early", 1009, BROKE + 1, "deadletter"), job("late", 1009, BROKE + 5, "deadletter")]
    seen = replace(outage(jobs=jobs), waits_out=4)
    assert seen.excused() == {"late"}
    assert seen.affected() == {"a": 1014, "early": None}


def test_only_retries_that_count_are_attempts() -> None:
    own, held, by_hand = (event("retry", BROKE + n) for n in range(3))
    held, by_hand = replace(held, waiting_for="openai embed"), replace(by_hand, code="by_hand")
    early, other = event("retry", BROKE - 1), event("retry", BROKE + 1, name="b")
    records = Records(events=[own, held, by_hand, early, other])
    assert attempts(records, ["a"], BROKE) == [own]


def test_documents_held_up_before_they_need_the_service_are_named() -> None:
    late = event("stage_started", HEALING + 1, "embedding", "a")
    records = outage(events=[event("stage_started", BROKE + 2, "embedding", "b"), late]).records
    assert held_up_elsewhere("openai", records, BROKE - 2, HEALING, HEALING) == (["a", "b"], ["a"])


def test_a_document_has_met_a_fault_once_however_many_events_say_so() -> None:
    events = [event("error", BROKE + 1), event("retry", BROKE + 1), event("error", BROKE - 1, name="b")]
    assert met(events, BROKE) == {"a"}


def test_signs_of_a_fault_come_after_the_break() -> None:
    answers = [Answer("job", 1005, 0.1, 503), Answer("job", 1011, 0.1, 0), Answer("job", 1011, 0.1, 404)]
    found = signs(answers, ["retry parser_unavailable"], 0, BROKE)
    assert +found == Counter({"job answered nothing": 1, "retry parser_unavailable": 1})


def test_a_request_left_waiting_since_the_break_is_a_sign_too() -> None:
    waiting = {"upload": 1005.0, "job": 1012.0}
    assert left_waiting(waiting, BROKE, 1012.9) == Counter()
    assert left_waiting(waiting, BROKE, 1013.5) == Counter({"upload left waiting": 1})
    assert left_waiting(waiting, BROKE, 1015.5) == Counter({"upload left waiting": 1, "job left waiting": 1})


STOPPED_PARSER, STOPPED_DATABASE = Fault("stop", "llamaparse"), Fault("stop", "postgres")
KILLED_WORKER, PAUSED_WORKER = Fault("kill", "worker"), Fault("pause", "worker-1")
SILENT_API = Fault("network", "api", {"silent": True})
NO_DATABASE_FOR_WORKERS = Fault("network", "worker:postgres", {"refused": True})
NO_STORAGE_FOR_WORKERS = Fault("network", "worker:storage", {"refused": True})
NO_MODEL_FOR_THE_API = Fault("network", "api:openai", {"refused": True})
THROTTLED = Fault("processor", "worker", {"share": 0.1})


@pytest.mark.parametrize(
    ("fault", "found", "enough"),
    [
        (STOPPED_PARSER, {MET: 3}, True),
        (STOPPED_PARSER, {MET: 2, "retry x": 9, "error x": 9}, False),  # events are many, documents few
        (STOPPED_PARSER, {"upload answered 503": 9}, False),  # no document in hand met it
        (STOPPED_DATABASE, {"upload answered 503": 3}, True),
        (STOPPED_DATABASE, {"upload answered 503": 2, MET: 9}, False),
        (KILLED_WORKER, {"error worker_lost": 1}, True),
        (KILLED_WORKER, {"upload answered 503": 5}, False),
        (KILLED_WORKER, {"error embedder_unavailable": 5}, False),
        (PAUSED_WORKER, {"documents that stand still": 1}, True),
        (SILENT_API, {TOUCHED: 3}, True),
        (SILENT_API, {"upload answered nothing": 9}, False),
        (Fault("network", "openai", {"cut_after": 0}), {TOUCHED: 9}, False),
        (Fault("stop", "storage"), {}, False),
        (NO_DATABASE_FOR_WORKERS, {TOUCHED: 3}, True),  # those who would report it are cut off
        (NO_DATABASE_FOR_WORKERS, {TOUCHED: 2}, False),
        (NO_STORAGE_FOR_WORKERS, {TOUCHED: 9}, False),
        (NO_MODEL_FOR_THE_API, {"search answered 503": 3}, True),
        (NO_MODEL_FOR_THE_API, {TOUCHED: 9}, False),
        (THROTTLED, {TOUCHED: 1, "retry internal_error": 9}, False),
        (THROTTLED, {TOUCHED: 3}, True),
        (Fault("memory", "worker"), {"error worker_out_of_memory": 1}, True),
        (Fault("handles", "api"), {}, False),
        (Fault("handles", "api"), {"api not reached": 3}, True),
    ],
)
def test_a_fault_has_bitten_only_with_enough_signs_of_the_right_kind(
    fault: Fault, found: dict[str, int], enough: bool
) -> None:
    assert bites(fault, Counter(found)) is enough


def test_the_timeline_counts_jobs_by_the_last_stage_they_reached() -> None:
    first, second = event("stage_done", 1000, "queued"), event("stage_done", 1010, "parsing")
    records = Records(events=[first, second, event("stage_done", 1005, "queued", "b")])
    drawn = timeline(records, ["queued", "parsing"], TIMES, points=4)
    assert (drawn.seconds, drawn.shaded) == ([0, 5, 10, 15, 20], (10, 12))
    assert drawn.jobs == {"queued": [1, 2, 1, 1, 1], "parsing": [0, 0, 1, 1, 1]}


def test_a_fault_that_heals_itself_is_shaded_at_the_break_only() -> None:
    drawn = timeline(Records(), ["queued"], replace(TIMES, healing=BROKE), points=4)
    assert drawn.shaded == (10, 10)
