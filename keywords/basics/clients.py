"""HTTP clients. All share one TLS context, since reading the machine's certificates costs more than most calls."""

import ssl
from functools import cache
from typing import Any

import httpx


def client(**options: Any) -> httpx.Client:
    """A client that keeps its connections open for further calls."""
    return httpx.Client(verify=_tls(), **options)


def request(method: str, url: str, timeout: float = 10, **options: Any) -> httpx.Response:
    """A single call over a connection of its own."""
    return httpx.request(method, url, timeout=timeout, verify=_tls(), **options)


def get(url: str, timeout: float = 10, **options: Any) -> httpx.Response:
    return request("GET", url, timeout, **options)


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
