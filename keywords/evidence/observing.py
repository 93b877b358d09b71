"""How an experiment records what it saw. The catalogue of figures has the names, units and meanings.

>>> count("lost documents", lost, of=sent)
>>> share("facts found by search", missed, of=facts)
>>> timing("recovery time", seconds)
"""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from typing import Any, TypeVar

from keywords.basics.errors import Absent
from keywords.basics.secrets import mask
from keywords.evidence.model import Observation, Timeline
from keywords.evidence.recorder import page

Many = int | Sized  # a number of things, or the things themselves
N = TypeVar("N", int, float)
NAMED = 10  # a detail names so many things, and gives the number of the others


def figure(name: str, value: float, *, of: Many, samples: Sequence[float] = (), detail: str = "") -> Observation:
    """Observe a figure of the catalogue. `of` is its population."""
    unit, population = page().figures[name].unit, amount(of)
    return page().observe(
        Observation(
            name=name, value=value, unit=unit, population=population, samples=list(samples), detail=mask(detail)
        )
    )


def count(name: str, found: Many, *, of: Many, detail: str | None = None) -> Observation:
    """Observe how many were found among all that were examined. Its detail names what was found."""
    return figure(name, amount(found), of=of, detail=names_in(found) if detail is None else detail)


def share(name: str, bad: Many, *, of: Many, detail: str | None = None) -> Observation:
    """Observe the percentage that is good among all that were examined. Its detail names the bad ones."""
    good = percent(amount(of) - amount(bad), of)
    return figure(name, good, of=of, detail=names_in(bad) if detail is None else detail)


def percent(part: float | Sized, whole: float | Sized) -> float:
    """The percentage; 0 of nothing."""
    return 100 * amount(part) / amount(whole) if amount(whole) else 0


def timing(
    name: str, samples: Sequence[float], by: Callable[[Sequence[float]], float] = max, detail: str = ""
) -> Observation:
    """Observe a time, given its samples: the longest, unless `by` chooses another."""
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
    """Record a fact for the reader. No verdict depends on it."""
    page().observe(Observation(name=name, value=mask(text), population=1))


def held_against(baseline: Mapping[str, Any]) -> None:
    """Record the other side of a comparison: where the baseline was recorded, if it says so with a fingerprint."""
    recorded = baseline.get("recorded", {})
    if recorded.get("fingerprint"):
        page().record.sides[recorded["environment"]] = dict(recorded["fingerprint"])


def draw(timeline: Timeline) -> None:
    """Record the timeline of the experiment that is under way."""
    page().record.timeline = timeline


@contextmanager
def possible(*names: str) -> Iterator[None]:
    """A part of an experiment that an environment may lack. The rest of the experiment goes on without it.

    If the environment lacks it, the record shows these figures as seen in no case, with the reason.

    >>> with possible("facts found by search"):
    ...     share("facts found by search", [fact for fact in facts if not found(person, fact)], of=facts)
    """
    try:
        yield
    except Absent as reason:
        for name in names:
            if name not in page().names():
                figure(name, 0, of=0, detail=str(reason))


def amount(many: N | Sized) -> N | int:
    return len(many) if isinstance(many, Sized) else many


def names_in(found: Many) -> str:
    """The things that are text, sorted. Empty for a bare number or for records."""
    words = sorted(thing for thing in found if isinstance(thing, str)) if isinstance(found, Iterable) else []
    more = [f"and {len(words) - NAMED} more"] if len(words) > NAMED else []
    return "; ".join([*words[:NAMED], *more])
