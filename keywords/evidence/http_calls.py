"""Collects the HTTP calls of an experiment. Of repeated polls it keeps those that were answered in another way."""

import hashlib
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from keywords.basics.clients import Call

MOST = 500  # calls that are kept; of those after them, only answers of another kind
OF_A_POLL = 20  # kept of the polls of one address
SHOWN = 4096  # bytes of a body; a longer one is cut
MARGIN = 4096  # bytes kept beyond them until secrets are masked, so that none is cut in two
POLLS = ("GET", "HEAD")


@dataclass(frozen=True)
class Body:
    """The beginning of a body, and the hash of a long one."""

    size: int
    beginning: bytes
    sha256: str = ""  # if it is longer than what is shown
    streamed: bool = False  # it passed through in parts, and nobody kept them

    @classmethod
    def of(cls, content: bytes) -> "Body":
        digest = hashlib.sha256(content).hexdigest() if len(content) > SHOWN else ""
        return cls(len(content), content[: SHOWN + MARGIN], digest)


@dataclass
class Kept:
    """A call as it was made; nothing in it is masked yet."""

    method: str
    url: str
    at: float
    seconds: float
    sent_headers: list[tuple[str, str]]
    sent: Body
    status: int  # 0: no answer
    reason: str
    version: str
    headers: list[tuple[str, str]]
    received: Body
    error: str
    left_out: int = 0  # calls like this one that followed it
    until: float = 0.0  # when the last of them began

    @classmethod
    def of(cls, call: Call) -> "Kept":
        asked, answer = call.request, call.response
        return cls(
            asked.method,
            str(asked.url),
            call.at,
            call.seconds,
            list(asked.headers.multi_items()),
            body_of(asked),
            answer.status_code if answer else 0,
            answer.reason_phrase if answer else "",
            answer.http_version if answer else "",
            list(answer.headers.multi_items()) if answer else [],
            body_of(answer) if answer else Body(0, b""),
            call.error,
        )


@dataclass
class HttpCalls:
    """The calls of one experiment, from all its threads."""

    kept: list[Kept] = field(default_factory=list)
    number: int = 0
    _last: dict[tuple[str, str], Kept] = field(default_factory=dict)  # by method and address
    _polls: dict[tuple[str, str], int] = field(default_factory=dict)  # how many of an address were kept
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, call: Call) -> None:
        found = Kept.of(call)
        with self._lock:
            self.number += 1
            address = (found.method, found.url)
            last = self._last.get(address)
            if last and not self._is_new(found, last):
                last.left_out, last.until = last.left_out + 1, found.at
            elif last or len(self.kept) < MOST:
                self.kept.append(found)
                self._last[address] = found
                self._polls[address] = self._polls.get(address, 0) + 1

    def _is_new(self, found: Kept, last: Kept) -> bool:
        """Whether a call says more than the last one to the same address."""
        if found.status != last.status:
            return True
        if len(self.kept) >= MOST:
            return False
        if found.method not in POLLS:
            return True
        same = (found.received.beginning, found.received.sha256) == (last.received.beginning, last.received.sha256)
        return not same and self._polls[found.method, found.url] < OF_A_POLL

    @property
    def left_out(self) -> int:
        return self.number - len(self.kept)


def body_of(message: httpx.Request | httpx.Response) -> Body:
    try:
        return Body.of(message.content)
    except (httpx.RequestNotRead, httpx.ResponseNotRead):
        length = message.headers.get("Content-Length", "")
        return Body(int(length) if length.isdigit() else -1, b"", streamed=True)


def in_utc(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
