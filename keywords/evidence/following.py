"""How the value of an observation follows from its cases or its samples. It is computed here, and again by `verify`."""

import statistics
from collections.abc import Callable, Sequence
from enum import StrEnum

By = Callable[[Sequence[float]], float]


class Rule(StrEnum):
    NONE = ""  # the value is on record alone
    # of a fact, which is text, from its cases; the population is their number
    SEEN = "what its case saw"
    NAMES = "names of the failed cases"
    # from the cases; the population is their number
    FAILED = "failed cases"
    PASSED = "passed cases"
    SHARE_PASSED = "% of the cases passed"
    SHARE_FAILED = "% of the cases failed"
    # from the cases, and a sample or two
    RATE = "passed cases / the sample"
    RATIO = "% that the first sample is of the second"
    # from the samples; the population is their number
    MAX = "largest sample"
    MIN = "smallest sample"
    SUM = "sum of the samples"
    MEAN = "mean of the samples"
    MEDIAN = "median of the samples"
    P95 = "95th percentile of the samples"

    @property
    def of_figures(self) -> bool:
        """Whether a number follows by it."""
        return self not in (Rule.NONE, Rule.SEEN, Rule.NAMES)


def p95(samples: Sequence[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1] if len(samples) > 1 else samples[0]


FROM_SAMPLES: dict[Rule, By] = {
    Rule.MAX: max,
    Rule.MIN: min,
    Rule.SUM: sum,
    Rule.MEAN: statistics.fmean,
    Rule.MEDIAN: statistics.median,
    Rule.P95: p95,
}
OF_FUNCTION = {function: rule for rule, function in FROM_SAMPLES.items()}


def follow(rule: Rule, good: Sequence[bool], samples: Sequence[float]) -> tuple[float, int]:
    """The value and the population, given whether each case is good. Of nothing, the value is 0."""
    if rule in FROM_SAMPLES:
        return (float(FROM_SAMPLES[rule](samples)) if samples else 0.0), len(samples)
    passed, number = sum(good), len(good)
    match rule:
        case Rule.PASSED:
            value: float = passed
        case Rule.FAILED:
            value = number - passed
        case Rule.SHARE_PASSED:
            value = percent(passed, number)
        case Rule.SHARE_FAILED:
            value = percent(number - passed, number)
        case Rule.RATE:
            value = passed / samples[0] if samples and samples[0] else 0
        case Rule.RATIO:
            value = percent(samples[0], samples[1]) if len(samples) > 1 else 0
        case _:
            raise ValueError(f"nothing follows by the rule {rule!r}")
    return value, number


def percent(part: float, whole: float) -> float:
    """The percentage; 0 of nothing."""
    return 100 * part / whole if whole else 0
