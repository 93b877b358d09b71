"""How an experiment puts on record what it saw. Names, units and meanings stand in the catalogue of figures.

>>> count("lost documents", lost, of=sent)
>>> share("facts found by search", missed, of=facts)
>>> timing("recovery time", seconds)
"""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from typing import TypeVar

from keywords.basics.errors import Absent
from keywords.basics.secrets import mask
from keywords.evidence.model import Observation, Timeline
from keywords.evidence.recorder import page

Many = int | Sized  # how many there are, or the things themselves
N = TypeVar("N", int, float)
NAMED = 10  # things that a detail names; of more it gives the number


def figure(name: str, value: float, *, of: Many, samples: Sequence[float] = (), detail: str = "") -> Observation:
    """A figure of the catalogue, and in how many cases it was seen."""
    here = page()
    return here.observe(
        Observation(
            name=name,
            value=value,
            unit=here.figures[name].unit,
            population=number(of),
            samples=list(samples),
            detail=mask(detail),
        )
    )


def count(name: str, found: Many, *, of: Many, detail: str | None = None) -> Observation:
    """How many were found among all that were looked at. Things that were found are named."""
    return figure(name, number(found), of=of, detail=named(found) if detail is None else detail)


def share(name: str, bad: Many, *, of: Many, detail: str | None = None) -> Observation:
    """The percentage that is good, of all that were looked at. The bad ones are named."""
    good = percent(number(of) - number(bad), of)
    return figure(name, good, of=of, detail=named(bad) if detail is None else detail)


def percent(part: float | Sized, whole: float | Sized) -> float:
    """0 of nothing."""
    return 100 * number(part) / number(whole) if number(whole) else 0


def timing(
    name: str, samples: Sequence[float], by: Callable[[Sequence[float]], float] = max, detail: str = ""
) -> Observation:
    """A time from all its samples: the longest, unless `by` chooses another."""
    return figure(name, by(samples) if samples else 0, of=samples, samples=samples, detail=detail)


def p95(samples: Sequence[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1] if len(samples) > 1 else samples[0]


@contextmanager
def timed(samples: list[float]) -> Iterator[None]:
    """Add the milliseconds that the block takes to the samples.

    >>> with timed(samples):
    ...     person.call("jobs")
    """
    began = time.perf_counter()
    yield
    samples.append(1000 * (time.perf_counter() - began))


def note(name: str, text: str) -> None:
    """A fact for the reader of the record. Nothing is judged by it."""
    page().observe(Observation(name=name, value=mask(text), population=1))


def draw(timeline: Timeline) -> None:
    """Keep the timeline of the experiment that is under way."""
    page().record.timeline = timeline


@contextmanager
def possible(*names: str) -> Iterator[None]:
    """A part of an experiment that an environment may not have; the rest goes on without it.

    If it does not have it, these figures are on record as seen in no case, with the reason.

    >>> with possible("facts found by search"):
    ...     share("facts found by search", [fact for fact in facts if not found(person, fact)], of=facts)
    """
    try:
        yield
    except Absent as reason:
        for name in names:
            if name not in page().names():
                figure(name, 0, of=0, detail=str(reason))


def number(many: N | Sized) -> N | int:
    return len(many) if isinstance(many, Sized) else many


def named(found: Many) -> str:
    """The things if they are words, sorted; '' for a bare number and for records."""
    words = sorted(each for each in found if isinstance(each, str)) if isinstance(found, Iterable) else []
    more = [f"and {len(words) - NAMED} more"] if len(words) > NAMED else []
    return "; ".join([*words[:NAMED], *more])
