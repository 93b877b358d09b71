"""How an experiment records what it saw. The catalogue of figures has the names, units and meanings.

>>> share("facts found by search", [Case.of(fact.question, fact.answer, answer, user=user_id) for fact in facts])
>>> count("lost documents", cases)
>>> timing("recovery time", seconds)
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from keywords.basics.errors import Absent
from keywords.basics.secrets import mask
from keywords.evidence.following import OF_FUNCTION, By, Rule, follow
from keywords.evidence.following import p95 as p95  # experiments choose it beside `timing`
from keywords.evidence.following import percent as percent
from keywords.evidence.model import Case, MadeOn, Observation, Timeline
from keywords.evidence.recorder import page

NAMED = 10  # a detail names so many things, and gives the number of the others


def observe(
    name: str, rule: Rule, cases: Iterable[Case] = (), samples: Sequence[float] = (), detail: str | None = None
) -> Observation:
    """Observe a figure that follows by this rule. Its detail names the failed cases unless another is given."""
    kept = list(cases)
    value, population = follow(rule, [case.ok for case in kept], samples)
    said = listed([str(case) for case in kept if not case.ok]) if detail is None else mask(detail)
    return page().observe(
        Observation(
            name=name,
            value=value,
            unit=page().figures[name].unit,
            population=population,
            rule=rule,
            cases=kept,
            samples=list(samples),
            detail=said,
        )
    )


def count(name: str, cases: Iterable[Case], detail: str | None = None) -> Observation:
    """Observe how many cases there are: the failed ones if the figure had better be low, else the good ones."""
    low = page().figures[name].better == "lower"
    return observe(name, Rule.FAILED if low else Rule.PASSED, cases, detail=detail)


def share(name: str, cases: Iterable[Case], detail: str | None = None) -> Observation:
    """Observe the percentage of the cases that are good, or that are bad if the figure had better be low."""
    low = page().figures[name].better == "lower"
    return observe(name, Rule.SHARE_FAILED if low else Rule.SHARE_PASSED, cases, detail=detail)


def measure(name: str, samples: Sequence[float], by: By = max, detail: str = "") -> Observation:
    """Observe what was measured, given its samples: the largest, unless `by` chooses another or combines them."""
    return observe(name, OF_FUNCTION[by], samples=samples, detail=detail)


timing = measure  # of a time


def rate(name: str, cases: Iterable[Case], took: float, detail: str | None = None) -> Observation:
    """Observe how many cases passed in a time, which is in the figure's unit of time."""
    return observe(name, Rule.RATE, cases, [took], detail)


def ratio(name: str, part: float, whole: float, cases: Iterable[Case], detail: str | None = None) -> Observation:
    """Observe which percentage of the whole a part is, both measured in these cases."""
    return observe(name, Rule.RATIO, cases, [part, whole], detail)


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


def was_made_on(stack: MadeOn) -> None:
    """Record that the experiment under way uses this stack instead of the run's own."""
    if stack not in page().record.made_on:
        page().record.made_on.append(stack)


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
    ...     share("facts found by search", [search(person, fact) for fact in facts])
    """
    try:
        yield
    except Absent as reason:
        for name in names:
            if name not in page().names():
                count(name, [], detail=str(reason))


def listed(words: Sequence[str]) -> str:
    more = [f"and {len(words) - NAMED} more"] if len(words) > NAMED else []
    return mask("; ".join([*words[:NAMED], *more]))
