"""When an observation is too thin for its limit: then it proves nothing, whichever way it points."""

import math
import re

from keywords.basics.quantities import Limit
from keywords.evidence.model import Observation

_PERCENTILE = re.compile(r"\bp(\d{2}(?:\.\d+)?)\b")


def needed(observation: Observation, limit: Limit | None, least: int = 1) -> int:
    """How many cases it takes for this observation to be able to contradict its limit."""
    enough = least
    if percentile := _PERCENTILE.search(observation.name):
        enough = max(enough, math.ceil(3 / (1 - float(percentile[1]) / 100) - 1e-9))
    if limit and limit.bound.unit in ("%", "ratio") and limit.op in ("<", "<="):
        share = limit.bound.to("ratio").value
        if 0 < share < 1:
            enough = max(enough, math.ceil(3 / share - 1e-9))
    return enough


def too_thin(observation: Observation, limit: Limit | None, least: int = 1) -> str | None:
    """Why the observation cannot be judged, or None."""
    enough = needed(observation, limit, least)
    if observation.population >= enough:
        return None
    if observation.population == 0:
        return f"{observation.name} was seen in no case at all; at least {enough} would do"
    return f"{observation.name} was seen in {observation.population} cases; at least {enough} are needed to judge it"
