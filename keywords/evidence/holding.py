"""Whether an observation keeps a limit, or a fact is as expected. `verify` judges again by the same rules."""

from keywords.basics.quantities import Limit, Quantity
from keywords.basics.words import Verdict
from keywords.evidence.agreeing import EQUAL, agrees
from keywords.evidence.model import Judgement, Observation
from keywords.evidence.vacuity import too_thin


def hold(seen: Observation, limit: Limit, least: int = 1, doubt: str = "") -> Judgement:
    """Judge a figure; `least` is the smallest meaningful population, and a `doubt` says why it proves nothing."""
    quantity = Quantity(float(seen.value), seen.unit)
    thin = too_thin(seen, limit, least) or doubt
    verdict = Verdict.INCONCLUSIVE if thin else Verdict.PASS if limit.holds(quantity) else Verdict.FAIL
    reason = thin or ("" if verdict is Verdict.PASS else f"{seen.name}: expected {limit}, seen {quantity}")
    if seen.detail and not seen.population:
        reason = seen.detail
    elif seen.detail and verdict is Verdict.FAIL:
        reason = f"{reason} ({seen.detail})"
    return Judgement(observation=seen.name, expected=str(limit), observed=str(quantity), verdict=verdict, reason=reason)


def compare(name: str, expected: str, observed: str, population: int, operator: str = EQUAL) -> Judgement:
    """Judge a fact."""
    good = observed == expected if operator == EQUAL else agrees(operator, expected, observed)
    verdict = Verdict.INCONCLUSIVE if not population else Verdict.PASS if good else Verdict.FAIL
    wanted = expected if operator == EQUAL else f"{operator} {expected}"
    said = f"{name}: expected {wanted}, seen {observed} in {population} cases"
    reason = "" if verdict is Verdict.PASS else said
    return Judgement(
        observation=name, operator=operator, expected=expected, observed=observed, verdict=verdict, reason=reason
    )
