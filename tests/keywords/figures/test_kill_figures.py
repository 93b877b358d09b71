"""Kills: a seed draws them, the history shows where they struck, and work done twice for them shows."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from keywords.figures.kill_figures import (
    draw_kills,
    handed_back,
    lost_by_stage,
    passed_on,
    recovered_by_stage,
    rescued_by_stage,
    retried_by_stage,
    stages_begun_again,
    unexplained_calls,
)
from keywords.history.judging import Event, Job, Records

NAMES = ["api", "worker-1", "worker-2"]
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)


def history(*steps: str, job: str = "a") -> list[Event]:
    """Events of a job, each given as `type stage`."""
    events = list[Event]()
    for second, step in enumerate(steps):
        type_, stage = step.split()
        at = BEGAN + timedelta(seconds=second)
        events.append(Event(f"{job}{second}", job, f"d-{job}", at, type_, stage, worker="w-1"))
    return events


def lost(event: Event, worker: str = "w-1") -> Event:
    return replace(event, type="error", code="worker_lost", worker=worker, taken_over_by="w-9")


def test_the_same_seed_draws_the_same_kills() -> None:
    assert draw_kills(7, NAMES, 10, 0.5) == draw_kills(7, NAMES, 10, 0.5)
    assert draw_kills(7, NAMES, 10, 0.5) != draw_kills(8, NAMES, 10, 0.5)
    assert draw_kills(7, NAMES, 10, 0.5) == draw_kills(7, list(reversed(NAMES)), 10, 0.5), (
        "in whatever order they are listed"
    )


@pytest.mark.parametrize("seed", range(20))
def test_every_process_is_killed_once_before_any_is_killed_twice(seed: int) -> None:
    kills = draw_kills(seed, NAMES, 7, 0.5)
    assert [sorted(each.process for each in kills[n : n + 3]) for n in (0, 3)] == [NAMES, NAMES]
    assert all(0 <= each.after <= 0.5 for each in kills)
    assert len({each.after for each in kills}) == 7


def test_a_lost_job_counts_in_the_stage_it_was_taken_over_in() -> None:
    events = history("stage_started parsing", "error parsing", "error embedding")
    records = Records(events=[events[0], lost(events[1]), events[2]])
    assert lost_by_stage(records.events) == Counter({"parsing": 1})


def test_a_lost_job_was_taken_up_only_if_it_is_done_in_the_end() -> None:
    events = [lost(history("error parsing", job=name)[0]) for name in ("a", "b")]
    jobs = [Job(name, f"d-{name}", "embedded", state, BEGAN) for name, state in (("a", "done"), ("b", "deadletter"))]
    assert rescued_by_stage(Records(jobs=jobs, events=events)) == Counter({"parsing": 1})


def test_a_job_has_recovered_from_an_error_once_its_stage_is_done() -> None:
    done = history("stage_started parsing", "retry parsing", "stage_done parsing", "retry chunking")
    early = history("stage_done embedding", "retry embedding", job="b")
    records = Records(events=done + early)
    assert retried_by_stage(records.events) == Counter({"parsing": 1, "chunking": 1, "embedding": 1})
    assert recovered_by_stage(records) == Counter({"parsing": 1}), (
        "neither a retry alone nor an earlier success is enough"
    )


def test_a_stage_counts_as_begun_again_if_its_job_had_done_it() -> None:
    well = history("stage_started parsing", "error parsing", "stage_done parsing", "stage_started parsed")
    assert stages_begun_again(Records(events=well)) == []
    other = history("stage_started parsing", job="b")
    assert stages_begun_again(Records(events=well + other)) == [], "that was another job"
    for more in ("stage_started parsing", "stage_done parsing"):
        again = well + [replace(event, event_id="more") for event in history(more)]
        assert [(each.job_id, each.event_id) for each in stages_begun_again(Records(events=again))] == [("a", "more")]


def test_a_paid_call_is_explained_by_a_document_a_question_or_a_kill() -> None:
    fair = {"llamaparse": 10, "openai": 14}
    assert unexplained_calls(fair, 10, 4, {}).total() == 0
    assert unexplained_calls({"llamaparse": 12, "openai": 15}, 10, 4, {}).total() == 3
    assert (
        unexplained_calls(
            {"llamaparse": 12, "openai": 15}, 10, 4, {"parsing": 1, "job_validated": 1, "embedding": 1}
        ).total()
        == 0
    )
    assert unexplained_calls({"llamaparse": 12, "openai": 14}, 10, 4, {"embedding": 2}).total() == 2, (
        "the kills struck in another provider's stage"
    )
    assert unexplained_calls({"llamaparse": 12, "openai": 10}, 10, 4, {}).total() == 2, (
        "calls saved at one provider explain none at the other"
    )


def test_a_job_was_handed_back_if_it_was_neither_taken_over_nor_retried() -> None:
    taken, tried, well = (history("error embedding", job=name) for name in "abc")
    elsewhere = [lost(event, worker="w-5") for event in history("error embedding", job="d")]
    retried = [replace(event, type="retry") for event in tried]
    records = Records(events=[lost(taken[0]), *retried, *well, *elsewhere])
    assert handed_back(records, "abcd", "w-1", BEGAN.timestamp()) == {"c", "d"}
    assert handed_back(records, "abcd", "w-1", BEGAN.timestamp() + 1) == set("abcd"), "events before that do not count"


def test_a_job_was_passed_on_if_another_worker_continued_it() -> None:
    alone, shared, before, unknown = (history("stage_started embedding", "stage_done embedding", job=n) for n in "abcd")
    shared[1] = replace(shared[1], worker="w-2")
    before[0] = replace(before[0], worker="w-2")
    unknown[1] = replace(unknown[1], worker=None)
    records = Records(events=[*alone, *shared, *before, *unknown])
    assert passed_on(records, "abcd", "w-1", BEGAN.timestamp() + 1) == {"b"}
    assert passed_on(records, "a", "w-1", BEGAN.timestamp() + 1) == set()
