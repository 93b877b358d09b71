"""Times of stages, from events."""

from datetime import UTC, datetime, timedelta

from keywords.history.records import FINALIZED, STAGE_DONE, STARTED, Event
from keywords.history.stage_times import by_stage, slowest

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def event(job: str, kind: str, stage: str, seconds: float) -> Event:
    return Event("1", job, f"document of {job}", BEGAN + timedelta(seconds=seconds), kind, stage)


def test_a_stage_takes_from_its_start_to_its_end() -> None:
    events = [
        event("a", STARTED, "queued", 0),
        event("b", STARTED, "queued", 1),
        event("a", STAGE_DONE, "queued", 2),
        event("a", STARTED, "parsing", 2),
        event("b", STAGE_DONE, "queued", 5),
        event("a", STAGE_DONE, "parsing", 2.5),
        event("a", FINALIZED, "parsing", 9),
    ]
    assert by_stage(events) == {"queued": [2.0, 4.0], "parsing": [0.5]}


def test_a_stage_that_was_restarted_counts_from_its_first_start() -> None:
    events = [
        event("a", STARTED, "parsing", 0),
        event("a", STARTED, "parsing", 3),
        event("a", STAGE_DONE, "parsing", 4),
    ]
    assert by_stage(events) == {"parsing": [4.0]}


def test_a_stage_that_never_began_or_never_ended_has_no_time() -> None:
    assert by_stage([event("a", STAGE_DONE, "parsing", 1), event("a", STARTED, "chunking", 1)]) == {}


def test_the_slowest_stage_and_its_share() -> None:
    stage, part = slowest({"queued": [1, 2], "parsing": [9]})
    assert (stage, part) == ("parsing", 0.75)
    assert slowest({}) == ("none", 0.0)
