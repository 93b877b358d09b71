"""How an experiment records what it saw. The catalogue of figures has the names, units and meanings.

>>> share("facts found by search", [Case.of(fact.question, fact.answer, answer, user=user_id) for fact in facts])
>>> count("lost documents", cases)
>>> timing("recovery time", seconds)
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from typing import Any, TypeVar

from keywords.basics.errors import Absent
from keywords.basics.secrets import mask
from keywords.evidence.following import OF_FUNCTION, By, Rule, follow
from keywords.evidence.following import p95 as p95  # experiments choose it beside `timing`
from keywords.evidence.model import Case, MadeOn, Observation, Timeline
from keywords.evidence.recorder import page

Many = int | Sized  # a number of things, or the things themselves
N = TypeVar("N", int, float)
NAMED = 10  # a detail names so many things, and gives the number of the others


def figure(name: str, value: float, *, of: Many, samples: Sequence[float] = (), detail: str = "") -> Observation:
    """Observe a figure that nobody can recompute. `of` is its population. Prefer the functions below."""
    unit, population = page().figures[name].unit, amount(of)
    return page().observe(
        Observation(
            name=name, value=value, unit=unit, population=population, samples=list(samples), detail=mask(detail)
        )
    )


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


def count(name: str, found: Many, *, of: Many | None = None, detail: str | None = None) -> Observation:
    """Observe how many cases there are: the failed ones if the figure had better be low, else the good ones.

    Without cases: how many things were `found` among all that were examined.
    """
    low = page().figures[name].better == "lower"
    rule = Rule.FAILED if low else Rule.PASSED
    if of is None:
        return observe(name, rule, cases_in(found), detail=detail)
    said = names_in(found) if detail is None else detail
    if (cases := cases_of(found, of, bad=low)) is not None:
        return observe(name, rule, cases, detail=said)
    return figure(name, amount(found), of=of, detail=said)


def share(name: str, bad: Many, *, of: Many | None = None, detail: str | None = None) -> Observation:
    """Observe the percentage of the cases that are good, or that are bad if the figure had better be low.

    Without cases: the percentage that is good among all things that were examined. Its detail names the bad ones.
    """
    if of is None:
        low = page().figures[name].better == "lower"
        return observe(name, Rule.SHARE_FAILED if low else Rule.SHARE_PASSED, cases_in(bad), detail=detail)
    said = names_in(bad) if detail is None else detail
    if (cases := cases_of(bad, of, bad=True)) is not None:
        return observe(name, Rule.SHARE_PASSED, cases, detail=said)
    return figure(name, percent(amount(of) - amount(bad), of), of=of, detail=said)


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


def percent(part: float | Sized, whole: float | Sized) -> float:
    """The percentage; 0 of nothing."""
    return 100 * amount(part) / amount(whole) if amount(whole) else 0


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


def cases_in(found: object) -> list[Case]:
    things = list(found) if isinstance(found, Iterable) else [found]
    cases = [thing for thing in things if isinstance(thing, Case)]
    if len(cases) < len(things):
        raise TypeError("without `of`, a figure is observed from cases; see keywords.evidence.model.Case")
    return cases


def cases_of(found: Many, examined: Many, *, bad: bool) -> list[Case] | None:
    """A case for each thing that was examined, if all are known by their names."""
    if not isinstance(found, Iterable) or not isinstance(examined, Iterable):
        return None
    chosen, names = list(found), list(examined)
    if not all(isinstance(name, str) for name in [*chosen, *names]):
        return None
    if len(set(chosen)) < len(chosen) or len(set(names)) < len(names) or not set(chosen) <= set(names):
        return None
    return [Case.judged(name, (name in chosen) is not bad) for name in sorted(names)]


def names_in(found: Many) -> str:
    """The things that are text, sorted. Empty for a bare number or for records."""
    return listed(sorted(thing for thing in found if isinstance(thing, str)) if isinstance(found, Iterable) else [])


def listed(words: Sequence[str]) -> str:
    more = [f"and {len(words) - NAMED} more"] if len(words) > NAMED else []
    return mask("; ".join([*words[:NAMED], *more]))
