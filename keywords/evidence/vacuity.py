"""When an observation has too few cases for its limit, and therefore proves nothing either way."""

import math
import re

from keywords.basics.quantities import Limit
from keywords.evidence.model import Observation

_PERCENTILE = re.compile(r"\bp(\d{2}(?:\.\d+)?)\b")


def needed(observation: Observation, limit: Limit | None, least: int = 1) -> int:
    """The smallest number of cases in which this observation could contradict its limit."""
    cases = least
    if percentile := _PERCENTILE.search(observation.name):
        cases = max(cases, math.ceil(3 / (1 - float(percentile[1]) / 100) - 1e-9))
    if limit and limit.bound.unit in ("%", "ratio") and limit.op in ("<", "<="):
        share = limit.bound.to("ratio").value
        if 0 < share < 1:
            cases = max(cases, math.ceil(3 / share - 1e-9))
    return cases


def too_thin(observation: Observation, limit: Limit | None, least: int = 1) -> str | None:
    """Why the observation cannot be judged, or None."""
    cases = needed(observation, limit, least)
    if observation.population >= cases:
        return None
    if observation.population == 0:
        return f"{observation.name} was seen in no case at all; at least {cases} would do"
    return f"{observation.name} was seen in {observation.population} cases; at least {cases} are needed to judge it"
