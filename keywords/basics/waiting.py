"""Waits for a condition with a deadline, instead of sleeping, and says what was seen last."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_SECONDS = 60.0
SHORTEST, LONGEST = 0.05, 0.25  # seconds between two looks
SHARE = 0.1  # of the time waited so far; each look costs the pipeline, too


class TooLate(AssertionError):
    """What was waited for did not happen within so many seconds."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


def eventually(look: Callable[[], T], good: Callable[[T], bool], what: str, seconds: float = PATIENCE_SECONDS) -> T:
    """Look until what is seen is good. The failure says what was seen last."""
    if not good(seen := poll(look, good, seconds)):
        raise TooLate(f"waited {seconds:g} s for {what}; seen last: {seen}", seconds)
    return seen


def poll(look: Callable[[], T], good: Callable[[T], bool], seconds: float = PATIENCE_SECONDS) -> T:
    """Look until what is seen is good or the time is up, and return what was seen last."""
    began = time.monotonic()
    while not good(seen := look()) and (waited := time.monotonic() - began) <= seconds:
        time.sleep(min(max(SHORTEST, SHARE * waited), LONGEST))
    return seen
