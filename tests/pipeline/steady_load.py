"""Users who keep uploading and polling whatever happens, and record each answer and how long it took."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import httpx

from keywords.documents.pdf import generate
from tests.pipeline.people import Person, Upload, eventually

PAUSE_SECONDS = 0.2
PUT_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    path: str
    status: int  # 0: no answer came
    code: str | None
    retry_after: str | None
    seconds: float


@dataclass
class Load:
    """What the users have seen so far. Each upload in it was answered with 201, and storage took its bytes."""

    uploads: list[Upload] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)

    def refused(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.status not in (200, 201)]

    def assert_only(self, *codes: str, within: float, cut_off: bool = False) -> None:
        """Fail if an answer was worse than 503 with one of these codes and a Retry-After, or came too late."""
        assert not self.broken, self.broken
        refused = [answer for answer in self.refused() if answer.status or not cut_off]
        seen = {(answer.status, answer.code, (answer.retry_after or "").isdigit()) for answer in refused}
        assert seen <= {(503, code, True) for code in codes}, sorted(seen, key=str)
        slowest = max(self.answers, key=lambda answer: answer.seconds)
        assert slowest.seconds < within, slowest


@contextmanager
def steady(api: str, name: str, uploaders: int = 2, pollers: int = 2) -> Iterator[Load]:
    """Run users during the block; at its end each one finishes what it has begun."""
    load, over = Load(), threading.Event()
    person = Person(api)
    work = [*(_uploading(person, f"{name}-{n}", load, over) for n in range(uploaders))]
    work += [_polling(person, load, over) for _ in range(pollers)]
    threads = [threading.Thread(target=_recording_errors(load, each)) for each in work]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        over.set()
        for thread in threads:
            thread.join(4 * PUT_SECONDS)
    assert not any(thread.is_alive() for thread in threads), "a user did not stop"


def _recording_errors(load: Load, work: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        try:
            work()
        except BaseException as error:  # the test reads it in its own thread
            load.broken.append(error)

    return run


def _uploading(person: Person, name: str, load: Load, over: threading.Event) -> Callable[[], None]:
    def run() -> None:
        number = 0
        while not over.is_set():
            document = generate(f"{name}-{number}", pages=2)
            key = f"{name}-{number}"  # reused until the upload is accepted, so a broken call does no harm
            answer = _asked(load, "announce", partial(person.announce, document, key))
            if answer is not None and answer.status_code == 201:
                upload = person.accepted(answer.json(), document)
                _sent(upload, document.data)
                load.uploads.append(upload)
                number += 1
            over.wait(PAUSE_SECONDS)

    return run


def _sent(upload: Upload, data: bytes) -> None:
    """Try until storage has the bytes; it may have taken them although the connection broke."""

    def put() -> int:
        try:
            return httpx.put(upload.signed_url, content=data, timeout=PUT_SECONDS).status_code
        except httpx.HTTPError:
            return 0

    eventually(put, lambda status: status in (200, 409), "storage to take the bytes")


def _polling(person: Person, load: Load, over: threading.Event) -> Callable[[], None]:
    def run() -> None:
        while not over.is_set():
            path = f"/api/v2/jobs/{load.uploads[-1].job_id}" if load.uploads else "/me"
            _asked(load, path, partial(person.http.get, path))
            over.wait(PAUSE_SECONDS)

    return run


def _asked(load: Load, path: str, ask: Callable[[], httpx.Response]) -> httpx.Response | None:
    began = time.monotonic()
    try:
        answer = ask()
    except httpx.HTTPError as error:
        load.answers.append(Answer(path, 0, type(error).__name__, None, time.monotonic() - began))
        return None
    code = None if answer.is_success else str(answer.json()["error"]["code"])
    seconds = time.monotonic() - began
    load.answers.append(Answer(path, answer.status_code, code, answer.headers.get("Retry-After"), seconds))
    return answer
