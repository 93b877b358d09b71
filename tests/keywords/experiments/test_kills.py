"""Kills: drawn by a seed, found in the history, and what is done twice for them shows."""

import subprocess
import sys
import time
from collections import Counter, deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import psutil
import pytest

from keywords.experiments.failures.restarts import busiest, crash_before_started, waits_of
from keywords.faults.job_lock import InHand
from keywords.faults.respawns import Killed, Respawns, started
from keywords.figures.kill_figures import (
    begun_again,
    drawn,
    handed_back,
    longest_away,
    lost_in,
    passed_on,
    recovered_in,
    retried_in,
    taken_up_in,
    unexplained,
)
from keywords.figures.outage_record import Look
from keywords.history.judging import Event, Job, Records

NAMES = ["api", "worker-1", "worker-2"]
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)


def history(*steps: str, job: str = "a") -> list[Event]:
    """Events of a job, each given as `type stage`."""
    told = [step.split() for step in steps]
    return [Event(f"{job}{n}", job, f"d-{job}", BEGAN + timedelta(seconds=n), type_, stage, worker="w-1")
            for n, (type_, stage) in enumerate(told)]  # fmt: skip


def lost(event: Event, worker: str = "w-1") -> Event:
    return replace(event, type="error", code="worker_lost", worker=worker, taken_over_by="w-9")


def test_the_same_seed_draws_the_same_kills() -> None:
    assert drawn(7, NAMES, 10, 0.5) == drawn(7, NAMES, 10, 0.5)
    assert drawn(7, NAMES, 10, 0.5) != drawn(8, NAMES, 10, 0.5)
    assert drawn(7, NAMES, 10, 0.5) == drawn(7, list(reversed(NAMES)), 10, 0.5), "whoever lists them"


@pytest.mark.parametrize("seed", range(20))
def test_everyone_has_a_turn_before_anyone_has_two(seed: int) -> None:
    kills = drawn(seed, NAMES, 7, 0.5)
    assert [sorted(each.process for each in kills[n : n + 3]) for n in (0, 3)] == [NAMES, NAMES]
    assert all(0 <= each.after <= 0.5 for each in kills)
    assert len({each.after for each in kills}) == 7


def test_a_kill_is_where_a_job_was_taken_over() -> None:
    events = history("stage_started parsing", "error parsing", "error embedding")
    records = Records(events=[events[0], lost(events[1]), events[2]])
    assert lost_in(records.events) == Counter({"parsing": 1})


def test_a_lost_job_is_taken_up_when_it_comes_to_a_good_end() -> None:
    events = [lost(history("error parsing", job=name)[0]) for name in ("a", "b")]
    jobs = [Job(name, f"d-{name}", "embedded", state, BEGAN) for name, state in (("a", "done"), ("b", "deadletter"))]
    assert taken_up_in(Records(jobs=jobs, events=events)) == Counter({"parsing": 1})


def test_an_error_is_recovered_from_once_its_stage_is_done() -> None:
    done = history("stage_started parsing", "retry parsing", "stage_done parsing", "retry chunking")
    early = history("stage_done embedding", "retry embedding", job="b")
    records = Records(events=done + early)
    assert retried_in(records.events) == Counter({"parsing": 1, "chunking": 1, "embedding": 1})
    assert recovered_in(records) == Counter({"parsing": 1}), (
        "tried again is not yet done, nor was it by what came before"
    )


def test_a_stage_that_is_done_is_not_begun_again() -> None:
    well = history("stage_started parsing", "error parsing", "stage_done parsing", "stage_started parsed")
    assert begun_again(Records(events=well)) == []
    other = history("stage_started parsing", job="b")
    assert begun_again(Records(events=well + other)) == [], "another job's"
    for more in ("stage_started parsing", "stage_done parsing"):
        again = well + [replace(event, event_id="more") for event in history(more)]
        assert begun_again(Records(events=again)) == ["a parsing"]


def test_a_call_needs_a_document_a_question_or_a_kill() -> None:
    fair = {"llamaparse": 10, "openai": 14}
    assert unexplained(fair, 10, 4, {}) == 0
    assert unexplained({"llamaparse": 12, "openai": 15}, 10, 4, {}) == 3
    assert unexplained({"llamaparse": 12, "openai": 15}, 10, 4, {"parsing": 1, "job_validated": 1, "embedding": 1}) == 0
    assert unexplained({"llamaparse": 12, "openai": 14}, 10, 4, {"embedding": 2}) == 2, "of another stage"
    assert unexplained({"llamaparse": 12, "openai": 10}, 10, 4, {}) == 2, "one provider's thrift is not the other's"


def test_what_was_handed_back_was_neither_taken_nor_tried_again() -> None:
    taken, tried, well = (history("error embedding", job=name) for name in "abc")
    elsewhere = [lost(event, worker="w-5") for event in history("error embedding", job="d")]
    retried = [replace(event, type="retry") for event in tried]
    records = Records(events=[lost(taken[0]), *retried, *well, *elsewhere])
    assert handed_back(records, "abcd", "w-1", BEGAN.timestamp()) == {"c", "d"}
    assert handed_back(records, "abcd", "w-1", BEGAN.timestamp() + 1) == set("abcd"), "what was before does not count"


def test_a_job_is_passed_on_when_another_worker_goes_on_with_it() -> None:
    alone, shared, before, unknown = (history("stage_started embedding", "stage_done embedding", job=n) for n in "abcd")
    shared[1] = replace(shared[1], worker="w-2")
    before[0] = replace(before[0], worker="w-2")
    unknown[1] = replace(unknown[1], worker=None)
    records = Records(events=[*alone, *shared, *before, *unknown])
    assert passed_on(records, "abcd", "w-1", BEGAN.timestamp() + 1) == {"b"}
    assert passed_on(records, "a", "w-1", BEGAN.timestamp() + 1) == set()


def test_the_busiest_worker_has_the_most_jobs() -> None:
    jobs = [InHand("1", "parsing", "w-1"), InHand("2", "embedding", "w-2"), InHand("3", "embedding", "w-2")]
    assert [job.job_id for job in busiest(jobs)] == ["2", "3"]
    assert busiest([]) == []


def test_the_longest_absence_is_of_one_dependency_until_it_is_told_to_be_back() -> None:
    def look(at: float, **states: str) -> Look:
        return Look(at, 200, states)

    up, down = "available", "unavailable"
    looks = [look(0, a=up, b=up), look(1, a=down, b=up), look(2, a=down, b=down), Look(3, 0, {}), look(4, a=up, b=down)]
    assert longest_away(looks, ["a", "b"]) == 3, "no answer tells nothing, and the other is not the one"
    assert longest_away([*looks, look(9, a=up, b=down)], ["a", "b"]) == 7, "also if it never comes back"
    assert longest_away([*looks, look(9, a=up, b=down)], ["a"]) == 3
    assert longest_away([], ["a"]) == 0


def test_a_wait_for_the_next_start_counts_after_one_that_did_not_live() -> None:
    shorter = [Killed(0, 9, 9), Killed(9, 9.2, 9.3), Killed(10.2, 10.3, 10.3)]
    assert waits_of(shorter, [9, 10.2, 12.3]) == [1.0, 2.0]
    survived = [*shorter, Killed(12.3, 14, 14), Killed(14, 14.1, 14.1)]
    assert waits_of(survived, [9, 10.2, 12.3, 14, 15.1]) == [1.0], "begun anew once one has lived"
    assert waits_of([*shorter, Killed(12.3, 13, 13.2)], [9, 10.2, 12.3, 16]) == [], "it may have been started"
    assert waits_of(shorter, [9, 10.2]) == [1.0], "the last one never came"


def test_a_worker_crashes_until_so_many_in_a_row_had_not_been_started() -> None:
    def crashing(*lives: float) -> int:
        going = deque(lives)

        class Family:
            def awaited(self, _name: str) -> bool:
                return bool(going)

            def kill(self, _name: str) -> Killed:
                return Killed(0, 0, going.popleft())

        return len(crash_before_started(cast(Respawns, Family())))

    assert crashing(60, 0.2, 0.2, 0.2, 0.2) == 4
    assert crashing(0.2, 0.2, 0.2, 0.2) == 3
    assert crashing(60, 0.2, 2, 0.2, 0.2, 0.9, 0.2, 0.2, 0.2, 0.2) == 9
    assert crashing(*[60] * 20) == 10, "but not for ever"
    assert crashing(60, 0.2) == 2, "nor when none comes any more"


def test_the_start_of_a_process_is_known_to_a_part_of_a_second() -> None:
    before = time.time()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        began = started(psutil.Process(child.pid))
        assert before - 0.1 <= began <= time.time() + 0.1
        child.communicate(b"\n")
