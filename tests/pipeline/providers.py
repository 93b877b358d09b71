"""The simulated providers of a stack, steered and read through their control endpoints."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

# A worker that asks is sent away for so long that a test always finds its job waiting; `jobs.retry_now` lets it go on.
REFUSING = {"error_rate": 1, "error_status": 503, "retry_after": 600}


@contextmanager
def weather(url: str, **conditions: Any) -> Iterator[None]:
    """Hold these conditions over the provider at this address during the block."""
    set_weather(url, **conditions)
    try:
        yield
    finally:
        clear_weather(url)


def set_weather(url: str, **conditions: Any) -> None:
    answer = httpx.put(_control(url, "weather"), json=conditions, timeout=30)
    assert answer.status_code == 200, answer.text


def clear_weather(url: str) -> None:
    httpx.delete(_control(url, "weather"), timeout=30).raise_for_status()


def counts(url: str) -> dict[str, Any]:
    """What the provider has counted since `reset_counts`: calls, webhooks and their cost."""
    found: dict[str, Any] = httpx.get(_control(url, "calls"), timeout=30).json()
    return found


def call_count(url: str, call: str) -> int:
    """How often the provider received this call, whatever it answered."""
    return int(counts(url)["calls"].get(call, {"count": 0})["count"])


def reset_counts(url: str) -> None:
    httpx.delete(_control(url, "calls"), timeout=30).raise_for_status()


def _control(url: str, what: str) -> str:
    return f"{url.removesuffix('/v1')}/control/{what}"
