"""How long documents stayed in each stage, from the pipeline's events."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from keywords.history.records import STAGE_DONE, STARTED, Event


def by_stage(events: Iterable[Event]) -> dict[str, list[float]]:
    """The seconds that each job spent in each stage that it entered and left."""
    began: dict[tuple[str, str], float] = {}
    spent: dict[str, list[float]] = defaultdict(list)
    for event in events:
        stage = event.stage or ""
        if event.type == STARTED:
            began.setdefault((event.job_id, stage), event.at.timestamp())
        elif event.type == STAGE_DONE and (event.job_id, stage) in began:
            spent[stage].append(event.at.timestamp() - began.pop((event.job_id, stage)))
    return dict(spent)


def slowest(spent: Mapping[str, Sequence[float]]) -> tuple[str, float]:
    """The stage that took the most time, and its share of all time (0 to 1)."""
    totals = {stage: sum(seconds) for stage, seconds in spent.items()}
    whole = sum(totals.values())
    stage = max(totals, key=totals.__getitem__, default="none")
    return stage, totals[stage] / whole if whole else 0.0
