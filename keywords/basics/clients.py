"""Clients of services over HTTP. All share one TLS context: to read the machine's certificates anew for each costs more
than most calls do."""

import ssl
from functools import cache
from typing import Any

import httpx


def client(**how: Any) -> httpx.Client:
    """One that keeps its connections open for further calls."""
    return httpx.Client(verify=_tls(), **how)


def ask(method: str, url: str, timeout: float = 10, **what: Any) -> httpx.Response:
    """A single call over a connection of its own."""
    return httpx.request(method, url, timeout=timeout, verify=_tls(), **what)


def get(url: str, timeout: float = 10, **what: Any) -> httpx.Response:
    return ask("GET", url, timeout, **what)


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
