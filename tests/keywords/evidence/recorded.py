"""A record that is under way, for tests of code that observes."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from keywords.checklists.figures import Figure, figures
from keywords.evidence.model import Case, Evidence
from keywords.evidence.recorder import Recorder


@contextmanager
def recorded(*more: Figure, declared: Collection[str] | None = None) -> Iterator[Evidence]:
    """The record of an experiment in this thread. It may observe the catalogue's figures and these."""
    recorder = Recorder(catalogue=figures().with_more(*more))
    with recorder.experiment("under test", {}, declared) as record:
        yield record


def good(number: int, of: int, seen: str = "") -> list[Case]:
    """So many cases; this number of them is good."""
    return [Case.judged(f"case {n}", n < number, seen=seen) for n in range(of)]


def bad(number: int, of: int, seen: str = "") -> list[Case]:
    """So many cases; this number of them is bad."""
    return [Case.judged(f"case {n}", n >= number, seen=seen) for n in range(of)]
