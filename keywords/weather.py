"""Bad weather over a simulated provider: for a time, in the ledger before it begins, and over when it ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from keywords.safety import ledger


def reading(url: str) -> dict[str, Any]:
    """The weather as it is now; `url` is the control endpoint."""
    found: dict[str, Any] = httpx.get(url, timeout=10).raise_for_status().json()
    return found


def clear(url: str) -> None:
    httpx.delete(url, timeout=10).raise_for_status()


@contextmanager
def bad_weather(url: str, environment: str, outlives: bool, **kind: Any) -> Iterator[Callable[[], dict[str, Any]]]:
    """Weather of this kind; gives what reads it. An environment that outlives the run is healed by the next if need be.

    >>> with bad_weather(url, "docker", True, error_rate=1, times=1) as now:
    ...     now()["times"]
    """
    entry = ledger.own().note("weather", environment, {"url": url}) if outlives else None
    try:
        httpx.put(url, json=kind, timeout=10).raise_for_status()
        yield lambda: reading(url)
    finally:
        clear(url)
        if entry:
            ledger.own().settle(entry)
