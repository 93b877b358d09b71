"""Live messages, held against the events that they tell of."""

import json
from datetime import UTC, datetime
from unittest.mock import Mock

import pytest

from keywords import environments
from keywords.contract.answers import Answer
from keywords.contract.live import Listener
from keywords.evidence.model import Evidence
from keywords.evidence.recorder import recorder
from keywords.experiments.interfaces.live_status import observe_delivery


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
    observe_delivery("events", ["1", "2", "3"], heard(*cursors))
    (seen,) = check.observations
    assert (seen.value, seen.population) == (wrong, 3)


def test_what_never_comes_leaves_what_came() -> None:
    """A connection that falls silent is to be judged by what it told, and does not end the experiment."""
    told = [
        {"type": kind, "cursor": cursor, "job_id": "j"} for cursor, kind in enumerate(["hello", "stage", "finalized"])
    ]
    socket = Mock()
    socket.recv.side_effect = [*map(json.dumps, told), TimeoutError]
    seen = Listener(socket, environments.load("embedded")).until_final(2)
    assert [message["cursor"] for message in seen] == [1, 2]
