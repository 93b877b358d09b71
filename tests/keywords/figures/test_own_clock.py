"""The suite's own clock: what it saw of jobs, and the recorded times that contradict it."""

from dataclasses import replace

from keywords.figures.own_clock import OwnClock, ahead_of, contradicted
from tests.keywords.figures.outages import JOBS, at, job, outage

SENT = 1000.0


def clock() -> OwnClock:
    """A job that was listed after a second, went on until 1004, and was seen done at 1005."""
    seen = OwnClock()
    seen.saw("a", "queued", SENT + 0.5, SENT + 1)
    seen.saw("a", "working", SENT + 4, SENT + 4.1)
    seen.saw("a", "done", SENT + 4.9, SENT + 5)
    return seen


def wrong(created: float, ended: float, *, ahead: float = 0, slack: float = 0.1) -> list[str]:
    accepted, row = job("a", SENT, ended)
    row = replace(row, created_at=at(created))
    return [case.what for case in contradicted(clock(), [accepted], [row], ahead, slack) if not case.ok]


def test_times_between_what_the_suite_saw_are_right() -> None:
    assert wrong(SENT + 0.3, SENT + 4.5) == []


def test_an_end_before_the_job_was_seen_at_work_or_after_it_was_seen_done_is_wrong() -> None:
    assert wrong(SENT + 0.3, SENT + 2) == ["when a job was ended"]
    assert wrong(SENT + 0.3, SENT + 7) == ["when a job was ended"]


def test_a_creation_before_the_upload_or_after_the_job_was_listed_is_wrong() -> None:
    assert wrong(SENT - 5, SENT + 4.5) == ["when a job was created"]
    assert wrong(SENT + 2, SENT + 4.5) == ["when a job was created"]


def test_another_clock_may_differ_as_much_as_it_is_ahead() -> None:
    assert wrong(SENT + 60.3, SENT + 64.5, ahead=60) == []
    assert ahead_of(SENT, at(SENT + 61), SENT + 2) == 60


def test_a_job_that_the_suite_did_not_see_end_is_not_judged() -> None:
    accepted, row = job("b", SENT, SENT + 99)
    assert contradicted(clock(), [accepted], [row], 0, 0.1) == []


def test_a_job_that_a_person_retried_has_not_ended() -> None:
    seen = clock()
    seen.saw("a", "queued", SENT + 8, SENT + 8.1)
    assert seen.ended == {}
    assert clock().joined(OwnClock(ended={"b": SENT})).ended == {"a": SENT + 5, "b": SENT}


def test_recovery_is_timed_by_when_the_suite_saw_the_end() -> None:
    seen = replace(outage(jobs=JOBS), clock=OwnClock(ended={"a": 1019.0}))
    assert seen.affected() == {"a": 1019.0, "b": 1016.0}
    assert seen.recovery_times() == [4.0, 7.0]
