"""Nothing sleeps and hopes: it waits for a condition, with a deadline, and says what was seen last."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_SECONDS = 60.0
SOONEST, LATEST = 0.05, 0.25  # seconds between two looks
SHARE = 0.1  # of the time waited so far; looking costs the pipeline, too


def eventually(look: Callable[[], T], good: Callable[[T], bool], what: str, seconds: float = PATIENCE_SECONDS) -> T:
    """Look until it is good; the failure says what was seen last."""
    if not good(seen := at_last(look, good, seconds)):
        raise AssertionError(f"waited {seconds:g} s for {what}; seen last: {seen}")
    return seen


def at_last(look: Callable[[], T], good: Callable[[T], bool], seconds: float = PATIENCE_SECONDS) -> T:
    """What is seen once it is good, or last of all when it does not become so."""
    began = time.monotonic()
    while not good(seen := look()) and (waited := time.monotonic() - began) <= seconds:
        time.sleep(min(max(SOONEST, SHARE * waited), LATEST))
    return seen
