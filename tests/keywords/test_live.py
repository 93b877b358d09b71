"""Live messages, held against the events that they tell of."""

from datetime import UTC, datetime

import pytest

from keywords.contract.answers import Answer
from keywords.evidence.model import Evidence
from keywords.evidence.recorder import recorder
from keywords.experiments.live_status import observe_kept


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Evidence:
    monkeypatch.setattr(recorder, "check", None)
    recorder.begin_check("c", "a check", "suite", [], [])
    assert recorder.check is not None
    return recorder.check


def heard(*cursors: int) -> list[Answer]:
    return [Answer({"cursor": cursor, "at": datetime.now(UTC)}, {}) for cursor in cursors]


@pytest.mark.parametrize(
    ("cursors", "wrong"),
    [((1, 2, 3), 0), ((1, 3), 1), ((1, 2, 2, 3), 1), ((1, 2, 3, 4), 1), ((1, 3, 2), 1), ((), 3)],
    ids=["all", "one missed", "one twice", "one of nothing", "out of order", "none"],
)
def test_what_did_not_come_exactly_once_and_in_order_is_counted(
    check: Evidence, cursors: tuple[int, ...], wrong: int
) -> None:
    observe_kept("events", ["1", "2", "3"], heard(*cursors))
    (seen,) = check.observations
    assert (seen.value, seen.population) == (wrong, 3)
