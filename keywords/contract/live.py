"""Live status over WebSocket, as a user's page hears it; messages are in the words of the contract."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from keywords.contract.answers import Answer, in_contract_words
from keywords.contract.people import Person, needs
from keywords.environments.environment import Environment
from keywords.history.records import FINALIZED

HELLO, PATIENCE_SECONDS = "hello", 30.0


class Listener:
    """One open connection of a user, or of nobody."""

    def __init__(self, socket: ClientConnection, environment: Environment) -> None:
        self._socket, self._environment = socket, environment

    def next(self, seconds: float = PATIENCE_SECONDS) -> Answer | None:
        """The next message, with the moment it came; None when none comes."""
        try:
            body = json.loads(self._socket.recv(timeout=seconds))
        except TimeoutError:
            return None
        except ConnectionClosed as closed:
            raise AssertionError(f"the live connection was closed: {closed}") from None
        told = in_contract_words("live", body, self._environment.answers["live"])
        for word, table in (("stage", self._environment.stage_words), ("state", self._environment.state_words)):
            if told.get(word):
                told[word] = table.get(str(told[word]), told[word])
        told["at"] = datetime.now(UTC)
        return told

    def until_final(self, jobs: int) -> list[Answer]:
        """Every message until so many jobs have ended, or no more come; that of the connection itself is none."""
        ended, seen = set[str](), list[Answer]()
        while len(ended) < jobs and (told := self.next()):
            if told["type"] != HELLO:
                seen.append(told)
            if told["type"] == FINALIZED:
                ended.add(str(told["job_id"]))
        return seen

    def closing_code(self, seconds: float = 10) -> int | None:
        """With which code the other side closes; None when it stays open."""
        try:
            while True:
                self._socket.recv(timeout=seconds)
        except TimeoutError:
            return None
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


@contextmanager
def listening(person: Person, api: str, cursor: Any = None, token: str | None = None) -> Iterator[Listener]:
    """A connection of theirs, from behind a cursor on if one is given; with another token, somebody else's attempt."""
    environment = person.environment
    needs(environment, "live")
    address = api.replace("http", "ws", 1) + environment.paths.live
    headers = environment.sign_in.presented(person.token if token is None else token)
    query = "" if cursor is None else f"?cursor={cursor}"
    with connect(f"{address}{query}", additional_headers=headers, open_timeout=30, close_timeout=5) as socket:
        yield Listener(socket, environment)


def refused_with(person: Person, api: str, token: str) -> int | None:
    """The code with which a connection is refused that presents this token; None when it is taken."""
    try:
        with listening(person, api, token=token) as listener:
            return listener.closing_code(2)
    except InvalidStatus as answer:
        return answer.response.status_code
