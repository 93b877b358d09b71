"""Live messages, compared with the events that they report."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from unittest.mock import Mock

import pytest
from websockets.exceptions import InvalidStatus
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from keywords import environments
from keywords.basics.clients import Call, heard_by
from keywords.contract.answers import Answer
from keywords.contract.live import Listener, connected
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


@pytest.fixture
def server() -> Iterator[str]:
    """A server that refuses whom it does not know."""

    def look(connection: ServerConnection, request: Request) -> Response | None:
        known = request.headers.get("Authorization") == "Bearer good"
        return None if known else connection.respond(HTTPStatus.UNAUTHORIZED, "who are you?")

    with serve(lambda connection: connection.close(), "127.0.0.1", 0, process_request=look) as serving:
        at_work = threading.Thread(target=serving.serve_forever)
        at_work.start()
        yield f"ws://127.0.0.1:{serving.socket.getsockname()[1]}/ws/jobs"
        serving.shutdown()
        at_work.join()


def test_the_call_that_opens_a_connection_is_heard_also_if_it_is_refused(server: str) -> None:
    calls = list[Call]()
    with heard_by(calls.append):
        with connected(server, {"Authorization": "Bearer good"}):
            pass
        with pytest.raises(InvalidStatus):
            connected(server, {"Authorization": "Bearer bad"})
        with pytest.raises(OSError, match="refused"):
            connected("ws://127.0.0.1:1/ws/jobs", {})
    answers = [call.response.status_code if call.response else call.error.split(":")[0] for call in calls]
    assert answers == [101, 401, "ConnectionRefusedError"]
    assert str(calls[0].request.url) == server
