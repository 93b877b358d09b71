"""Live status over WebSocket, as a user's page receives it. Messages are in the words of the contract."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.http11 import Response
from websockets.sync.client import ClientConnection, connect

from keywords.basics import clients
from keywords.basics.clients import Call
from keywords.contract.answers import Answer, in_contract_words
from keywords.contract.people import Person, needs
from keywords.environments.environment import Environment
from keywords.evidence.steps import step
from keywords.history.records import FINALIZED

HELLO, PATIENCE_SECONDS = "hello", 30.0
UNAUTHORIZED = (4401, 401, 403)  # how a live connection is refused


class Listener:
    """One open connection, of a user or without one."""

    def __init__(self, socket: ClientConnection, environment: Environment) -> None:
        self._socket, self._environment = socket, environment
        self.heard: list[Answer] = []  # all messages so far, without the greeting

    def next(self, seconds: float = PATIENCE_SECONDS) -> Answer | None:
        """The next message, with its time of arrival. None if no message comes in time."""
        try:
            body = json.loads(self._socket.recv(timeout=seconds))
        except TimeoutError:
            return None
        except ConnectionClosed as closed:
            raise AssertionError(f"the live connection was closed: {closed}") from None
        message = in_contract_words("live", body, self._environment.answers["live"])
        for word, table in (("stage", self._environment.stage_words), ("state", self._environment.state_words)):
            if message.get(word):
                message[word] = table.get(str(message[word]), message[word])
        message["at"] = datetime.now(UTC)
        if message["type"] != HELLO:
            self.heard.append(message)
        return message

    def hear(self, wanted: Callable[[Answer], bool], seconds: float) -> Answer | None:
        """Listen until a message is wanted, which may have come already. None if none comes in time."""
        until = time.monotonic() + seconds
        while not (found := next(filter(wanted, self.heard), None)) and (left := until - time.monotonic()) > 0:
            self.next(left)
        return found

    @step("Receive messages until every job has ended", saw=lambda messages: f"{len(messages)} messages")
    def until_final(self, jobs: int) -> list[Answer]:
        """The messages until this number of jobs have ended or no more come, without the greeting."""
        ended, messages = set[str](), list[Answer]()
        while len(ended) < jobs and (message := self.next()):
            if message["type"] != HELLO:
                messages.append(message)
            if message["type"] == FINALIZED:
                ended.add(str(message["job_id"]))
        return messages

    @step("Wait for the connection to be closed", saw=lambda code: code or "it stays open")
    def closing_code(self, seconds: float = 10) -> int | None:
        """The code that the server closes the connection with. None if it stays open."""
        try:
            while True:
                self._socket.recv(timeout=seconds)
        except TimeoutError:
            return None
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


@contextmanager
def listening(person: Person, api: str, cursor: Any = None, token: str | None = None) -> Iterator[Listener]:
    """A connection of this person, or of the owner of another token, with the messages after the cursor."""
    environment = person.environment
    needs(environment, "live")
    address = api.replace("http", "ws", 1) + environment.paths.live
    headers = environment.sign_in.presented(person.token if token is None else token)
    query = "" if cursor is None else f"?cursor={cursor}"
    with step("Listen to live status", *([] if cursor is None else [f"after the cursor {cursor}"])):
        opened = connected(f"{address}{query}", headers)
    with opened as socket:
        yield Listener(socket, environment)


def connected(url: str, headers: dict[str, str]) -> ClientConnection:
    """An open connection. The call that opens it is heard as every call is, also if it is refused."""
    at, began = time.time(), time.perf_counter()

    def heard(answer: Response | None, error: str = "") -> None:
        seen = httpx.Response(answer.status_code, headers=[*answer.headers.raw_items()]) if answer else None
        clients.tell(Call(httpx.Request("GET", url, headers=headers), at, time.perf_counter() - began, seen, error))

    try:
        socket = connect(url, additional_headers=headers, open_timeout=30, close_timeout=5)
    except InvalidStatus as refusal:
        heard(refusal.response)
        raise
    except (OSError, TimeoutError, WebSocketException) as problem:
        heard(None, f"{type(problem).__name__}: {problem}")
        raise
    heard(socket.response)
    return socket


def refused_with(person: Person, api: str, token: str) -> int | None:
    """The code that a connection with this token is refused with. None if it is accepted."""
    try:
        with listening(person, api, token=token) as listener:
            return listener.closing_code(2)
    except InvalidStatus as answer:
        return answer.response.status_code
