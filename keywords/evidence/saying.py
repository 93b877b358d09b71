"""Says in a line what a check saw, in how many cases, and against which limit; also of a check that passed."""

from collections.abc import Iterable

from keywords.basics.quantities import Quantity
from keywords.basics.words import Verdict
from keywords.evidence.agreeing import EQUAL
from keywords.evidence.model import Evidence, Judgement, Observation

MOST = 4  # judgements that a message names


def said(check: Evidence, records: Iterable[Evidence]) -> str:
    """What the check judged; the records are those that it read."""
    lines = sentences(check, records)
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "; ".join([*lines[:MOST], *more])


def sentences(check: Evidence, records: Iterable[Evidence]) -> list[str]:
    """Each judgement of the check in words."""
    left = [observation for record in (*records, check) for observation in record.observations]
    said = []
    for judgement in check.judgements:
        seen = _judged_by(judgement, left)
        if seen is not None and seen in check.observations:
            left.remove(seen)  # the next judgement of this name is about the next observation
        said.append(_of(judgement, seen))
    return said


def _judged_by(judgement: Judgement, left: list[Observation]) -> Observation | None:
    """The first observation of this name, of those that have the value that was judged if there are any."""
    named = [seen for seen in left if seen.name == judgement.observation]
    same = [seen for seen in named if not isinstance(seen.value, str) and _value(seen) == judgement.observed]
    return next(iter([*same, *named]), None)


def _value(seen: Observation) -> str:
    return str(Quantity(float(seen.value), seen.unit))


def _of(judged: Judgement, seen: Observation | None) -> str:
    if judged.verdict is not Verdict.PASS:
        return judged.reason
    if seen is None or not seen.unit:
        same = judged.observed == judged.expected
        wanted = judged.expected if judged.operator == EQUAL else f"{judged.operator} {judged.expected}"
        return f"{judged.observation}: {judged.observed}" + ("" if same else f", expected {wanted}")
    by = f", set by {judged.set_by}" if judged.set_by else ""
    return f"{judged.observation}: {judged.observed} ({in_how_many(seen)}); limit {judged.expected}{by}"


def in_how_many(seen: Observation) -> str:
    """The population, in words."""
    if seen.cases and seen.all_cases is None:
        good = sum(case.ok for case in seen.cases)
        return f"{good} of {_many(len(seen.cases), 'case')} good"
    if len(seen.samples) > 1:
        return f"{len(seen.samples)} samples, {min(seen.samples):.4g} to {max(seen.samples):.4g}"
    return _many(seen.population, "case")


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
