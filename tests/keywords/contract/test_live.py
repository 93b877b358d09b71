"""Live messages, compared with the events that they report."""

import json
from datetime import UTC, datetime
from unittest.mock import Mock

import pytest

from keywords import environments
from keywords.contract.answers import Answer
from keywords.contract.live import Listener
from keywords.experiments.interfaces.live_status import observe_delivery
from tests.keywords.evidence.recorded import recorded


def heard(*cursors: int) -> list[Answer]:
    return [Answer({"cursor": cursor, "at": datetime.now(UTC)}, {}) for cursor in cursors]


@pytest.mark.parametrize(
    ("cursors", "wrong", "cases"),
    [((1, 2, 3), 0, 3), ((1, 3), 1, 3), ((1, 2, 2, 3), 1, 3), ((1, 2, 3, 4), 1, 4), ((1, 3, 2), 1, 4), ((), 3, 3)],
    ids=["all", "one missed", "one twice", "one of no event", "out of order", "none"],
)
def test_events_that_did_not_come_exactly_once_and_in_order_are_counted(
    cursors: tuple[int, ...], wrong: int, cases: int
) -> None:
    with recorded() as record:
        observe_delivery("missed or repeated events", ["1", "2", "3"], heard(*cursors))
    (seen,) = record.observations
    assert (seen.value, seen.population) == (wrong, cases)


def test_a_connection_that_falls_silent_leaves_the_messages_so_far() -> None:
    """It is judged by those, and does not end the experiment."""
    told = [
        {"type": kind, "cursor": cursor, "job_id": "j"} for cursor, kind in enumerate(["hello", "stage", "finalized"])
    ]
    socket = Mock()
    socket.recv.side_effect = [*map(json.dumps, told), TimeoutError]
    seen = Listener(socket, environments.load("embedded")).until_final(2)
    assert [message["cursor"] for message in seen] == [1, 2]
