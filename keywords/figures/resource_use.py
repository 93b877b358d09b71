"""What a stack uses while documents are processed: looked at again and again, so that a peak is seen."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import fmean

from keywords.basics.errors import Absent
from keywords.contract.querying import value_of
from keywords.evidence.observing import measure
from keywords.stacks.usage import Used
from keywords.world import World

LOOK_SECONDS = 0.5
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
USAGE = (
    "processor time per document",
    "memory of all processes",
    "data written per document",
    "database connections in use",
)


@dataclass
class Looks:
    """What was seen at each look."""

    used: list[Used] = field(default_factory=list)
    sessions: list[float] = field(default_factory=list)


@contextmanager
def usage_observed(world: World, documents: int) -> Iterator[None]:
    """Observe all of USAGE for these documents, which are processed in the block.

    Where the stack cannot see processes, and where the database does not show its sessions, the population is 0.
    """
    seen = Looks()

    def look() -> None:
        seen.used.append(world.stack.used())
        try:
            seen.sessions.append(float(value_of(world, SESSIONS)))
        except (Absent, AssertionError):
            seen.sessions.clear()

    with repeatedly(look):
        yield
    observe_usage(seen, documents)


@contextmanager
def repeatedly(look: Callable[[], None]) -> Iterator[None]:
    """Look now, again and again in the block, and at its end."""
    over, errors = threading.Event(), list[Exception]()

    def go_on() -> None:
        try:
            while not over.wait(LOOK_SECONDS):
                look()
        except Exception as error:  # raised when the block ends
            errors.append(error)

    look()
    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if errors:
        raise errors[0]
    look()


def observe_usage(seen: Looks, documents: int) -> None:
    """Observe all of USAGE, from the first look to the last."""
    first, last = seen.used[0], seen.used[-1]
    visible = all(used.processes for used in seen.used)
    processor = [(last.processor - first.processor) / documents] if visible else []
    measure("processor time per document", processor, by=fmean)
    measure("memory of all processes", [used.memory / 1e6 for used in seen.used] if visible else [])
    known = first.written is not None and last.written is not None
    written = [((last.written or 0) - (first.written or 0)) / 1e6 / documents] if visible and known else []
    measure("data written per document", written, by=fmean)
    measure("database connections in use", seen.sessions)
