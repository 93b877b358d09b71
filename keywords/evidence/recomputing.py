"""Computes again what follows from a record: each value from its cases or samples, each verdict from its limit."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from keywords.basics.quantities import Limit, Quantity, QuantityError
from keywords.checklists.figures import Figures
from keywords.evidence.disturbance import doubt
from keywords.evidence.following import Rule, follow
from keywords.evidence.holding import compare, hold
from keywords.evidence.keeping import Altered, all_cases
from keywords.evidence.model import Evidence, Judgement, Observation


def altered(records: Iterable[Evidence], results: Path, figures: Figures) -> list[str]:
    """What does not follow, in sentences. The records are all of a run."""
    known = {record.id: record for record in records}
    return [sentence for record in known.values() for sentence in _of(record, known, results, figures)]


def without_source(records: Iterable[Evidence]) -> list[str]:
    """The figures that cannot be recomputed, since their record holds neither cases nor samples."""
    return [
        f"{record.name}: {seen.name}"
        for record in records
        for seen in record.observations
        if seen.rule is Rule.NONE and seen.unit and seen.population
    ]


def _of(record: Evidence, known: Mapping[str, Evidence], results: Path, figures: Figures) -> Iterator[str]:
    where = f"evidence/{record.id}.json was altered:"
    for seen in record.observations:
        if problem := _value_problem(seen, results):
            yield f"{where} {seen.name!r} {problem}."
    read = [record, *(known[name] for name in record.rests_on if name in known)]
    for judgement in record.judgements:
        found = [(each, seen) for each in read for seen in each.observations if seen.name == judgement.observation]
        if problem := _verdict_problem(judgement, found, figures):
            yield f"{where} the verdict on {judgement.observation!r} {problem}."


def _value_problem(seen: Observation, results: Path) -> str:
    if seen.rule is Rule.NONE:
        return ""
    try:
        cases = all_cases(seen, results)
    except Altered as problem:
        return f"cannot be recomputed: {problem}"
    except ValueError:
        return "has cases that cannot be read"
    if seen.all_cases and not all(case in cases for case in seen.cases):
        return f"shows cases that {seen.all_cases.file} does not have"
    value, population = follow(seen.rule, [case.ok for case in cases], seen.samples)
    source = f"its {'cases' if cases else 'samples'} give"
    if isinstance(seen.value, str) or not math.isclose(float(seen.value), value, rel_tol=1e-9, abs_tol=1e-12):
        return f"is recorded as {seen.value} {seen.unit}, and {source} {value} {seen.unit} ({seen.rule})"
    if seen.population != population:
        return f"is recorded with a population of {seen.population}, and {source} {population}"
    return ""


def _verdict_problem(judgement: Judgement, found: Sequence[tuple[Evidence, Observation]], figures: Figures) -> str:
    """Several records that a check reads may have an observation of this name; one must give the verdict."""
    again = [judged for record, seen in found for judged in _again(judgement, record, seen, figures)]
    if not again:
        return "has no observation, or no limit that can be read"
    if (judgement.verdict, judgement.observed) in {(each.verdict, each.observed) for each in again}:
        return ""
    return (
        f"is recorded as {judgement.verdict} with {judgement.observed}, and the observation gives "
        f"{again[0].verdict} with {again[0].observed}; the limit is {judgement.expected}"
    )


def _again(judgement: Judgement, record: Evidence, seen: Observation, figures: Figures) -> list[Judgement]:
    """The verdict that follows from the observation, if it can be read: a busy machine casts doubt on some figures."""
    if isinstance(seen.value, str):
        return [compare(seen.name, judgement.expected, seen.value, seen.population, judgement.operator)]
    operator, _, bound = judgement.expected.partition(" ")
    try:
        limit = Limit(operator, Quantity.parse(bound))
        least = figures[seen.name].needs if seen.name in figures else 1
        why = doubt(record, seen, limit) if record.kind == "experiment" else ""
        return [hold(seen, limit, least, why)]
    except QuantityError:
        return []
