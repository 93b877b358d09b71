"""How an experiment puts on record what it saw. Names, units and meanings stand in the catalogue of figures.

>>> count("lost documents", lost, of=sent)
>>> share("facts found by search", missed, of=facts)
>>> timing("recovery time", seconds)
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager

from keywords.basics.errors import Absent
from keywords.basics.secrets import mask
from keywords.evidence.model import Observation, Timeline
from keywords.evidence.recorder import page

Many = int | Sized  # how many there are, or the things themselves


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


def percent(part: Many, whole: Many) -> float:
    return 100 * number(part) / number(whole) if number(whole) else 0


def timing(
    name: str, samples: Sequence[float], by: Callable[[Sequence[float]], float] = max, detail: str = ""
) -> Observation:
    """A time from all its samples: the longest, unless `by` chooses another."""
    return figure(name, by(samples) if samples else 0, of=samples, samples=samples, detail=detail)


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


def number(many: Many) -> int:
    return many if isinstance(many, int) else len(many)


def named(found: Many) -> str:
    """The things if they are words, sorted; '' for a bare number and for records."""
    words = [each for each in found if isinstance(each, str)] if isinstance(found, Iterable) else []
    return "; ".join(sorted(words))
