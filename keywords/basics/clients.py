"""HTTP clients. All share one TLS context, since reading the machine's certificates costs more than most calls.

What listens in a thread hears each call that is made there, answered or not. `keywords.basics.threads` hands it on.
"""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, ParamSpec, TypeVar

import httpx

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """An HTTP call that was made."""

    request: httpx.Request
    at: float  # when it began, in seconds since 1970
    seconds: float
    response: httpx.Response | None  # None: no answer came
    error: str = ""  # why none came


_listener: ContextVar[Callable[[Call], None] | None] = ContextVar("listener", default=None)  # of each thread


@contextmanager
def heard_by(listener: Callable[[Call], None] | None) -> Iterator[None]:
    """Within the block, the listener hears the calls of this thread."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


def heard_elsewhere(work: Callable[P, T]) -> Callable[P, T]:
    """The same work, for another thread: what listens here hears its calls there."""
    listener = _listener.get()

    def heard(*args: P.args, **options: P.kwargs) -> T:
        with heard_by(listener):
            return work(*args, **options)

    return heard


def tell(call: Call) -> None:
    """Let a call be heard that no client of this module made."""
    if listener := _listener.get():
        listener(call)


class Client(httpx.Client):
    """A client whose calls are heard."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        listener = _listener.get()
        if listener is None:
            return super().send(request, **options)
        at, began = time.time(), time.perf_counter()
        try:
            response = super().send(request, **options)
        except httpx.HTTPError as error:
            listener(Call(request, at, time.perf_counter() - began, None, f"{type(error).__name__}: {error}"))
            raise
        listener(Call(request, at, time.perf_counter() - began, response))
        return response


def client(**options: Any) -> Client:
    """A client that keeps its connections open for further calls."""
    return Client(verify=_tls(), **options)


def request(method: str, url: str, timeout: float = 10, **options: Any) -> httpx.Response:
    """A single call over a connection of its own."""
    with client(timeout=timeout) as once:
        return once.request(method, url, **options)


def get(url: str, timeout: float = 10, **options: Any) -> httpx.Response:
    return request("GET", url, timeout, **options)


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
