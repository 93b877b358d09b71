"""The record of an outage: which documents it affected, what shows that a fault bit, and the timeline."""

from collections import Counter
from dataclasses import replace

import pytest

from keywords.faults.fault import Fault
from keywords.figures.outage_record import (
    TOUCHED,
    Answer,
    Times,
    bites,
    left_waiting,
    signs,
    timeline,
)
from keywords.history.judging import Records
from tests.keywords.figures.outages import BEGAN, BROKE, ENDED, JOBS, LOOKS, STEADY, TIMES, event, job, outage


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
        (STOPPED_PARSER, {"retry x": 1, "error x": 1}, True),
        (STOPPED_PARSER, {"upload answered 503": 9}, False),  # no document in hand met it
        (STOPPED_DATABASE, {"upload answered 503": 2}, True),
        (STOPPED_DATABASE, {"upload answered 503": 1}, False),
        (KILLED_WORKER, {"error worker_lost": 1}, True),
        (KILLED_WORKER, {"upload answered 503": 5}, False),
        (KILLED_WORKER, {"error embedder_unavailable": 5}, False),
        (PAUSED_WORKER, {"documents that stand still": 1}, True),
        (SILENT_API, {TOUCHED: 2}, True),
        (SILENT_API, {"upload answered nothing": 9}, False),
        (Fault("network", "openai", {"cut_after": 0}), {TOUCHED: 9}, False),
        (Fault("stop", "storage"), {}, False),
        (NO_DATABASE_FOR_WORKERS, {TOUCHED: 2}, True),  # those who would report it are cut off
        (NO_DATABASE_FOR_WORKERS, {TOUCHED: 1}, False),
        (NO_STORAGE_FOR_WORKERS, {TOUCHED: 9}, False),
        (NO_MODEL_FOR_THE_API, {"search answered 503": 2}, True),
        (NO_MODEL_FOR_THE_API, {TOUCHED: 9}, False),
        (THROTTLED, {TOUCHED: 1, "retry internal_error": 9}, False),
        (THROTTLED, {TOUCHED: 2}, True),
        (Fault("memory", "worker"), {"error worker_out_of_memory": 1}, True),
        (Fault("handles", "api"), {}, False),
        (Fault("handles", "api"), {"api not reached": 2}, True),
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
