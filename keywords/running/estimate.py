"""Estimates how long a run still takes. Pure functions: what is done, what runs, what is known from earlier runs."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from keywords.running.catalogue import Experiment

LONG, APART, OTHER = 25.0, 7.0, 1.5  # seconds of an experiment that no run has timed yet
A_ROW, A_SENTENCE = 0.01, 0.5  # seconds of a check, without the experiment that it waits for
DECLARED_COUNTS = 2  # the numbers above count as much as this many measured ones
STEADY = 10.0  # seconds of experiments until half of a slower or faster pace is believed
NEVER_LESS = 0.1  # the share of its seconds that what is under way still takes at least


@dataclass(frozen=True)
class Standing:
    """Where the experiments of a run stand."""

    planned: Sequence[Experiment]  # in the order in which rows first ask for them
    took: Mapping[str, float]  # the seconds of each that is done
    elapsed: Mapping[str, float]  # the seconds since each one under way began
    lanes: int

    @property
    def left(self) -> list[Experiment]:
        return [each for each in self.planned if each.name not in self.took]

    @property
    def apart_begun(self) -> bool:
        return any(each.apart and (each.name in self.took or each.name in self.elapsed) for each in self.planned)


@dataclass(frozen=True)
class Ahead:
    """What is left of one experiment, in seconds."""

    name: str
    seconds: float
    apart: bool = False
    long: bool = False
    under_way: bool = False
    alone: bool = False


def of_experiments(standing: Standing, known: Mapping[str, float]) -> float:
    """The seconds until the last experiment is done."""
    pace = _pace(standing, known)
    ahead = []
    for each in standing.left:
        seconds = known[each.name] * pace if each.name in known else _as_others(each, standing)
        since = standing.elapsed.get(each.name)
        if since is not None:
            seconds = max(abs(seconds - since), seconds * NEVER_LESS)  # overdue: as long again as it is late
        ahead.append(Ahead(each.name, seconds, each.apart, each.long, since is not None, each.alone))
    return walk(ahead, standing.lanes, begun=standing.apart_begun)


def of_checks(rows: int, sentences: int, took: Sequence[float]) -> float:
    """The seconds of the remaining checks, without their experiments; `took` holds those of sentences that are done."""
    return rows * A_ROW + sentences * (DECLARED_COUNTS * A_SENTENCE + sum(took)) / (DECLARED_COUNTS + len(took))


def walk(ahead: Sequence[Ahead], lanes: int, *, begun: bool) -> float:
    """Go through the experiments as the run does, and return when the last one ends.

    Rows ask for them in order. A shared one runs while its row waits. The first one that is apart lets all that are
    alone go first, and starts all that are apart: the lanes work through them beside the shared ones, and each row
    waits until its own is done.
    """
    now, ends = 0.0, _ends(ahead, lanes, 0.0) if begun else {}
    first = next((number for number, each in enumerate(ahead) if each.apart), len(ahead))
    early = [] if begun else [each for each in ahead[first:] if each.alone]
    for each in ahead:
        if each.apart:
            if not ends:
                now += sum(one.seconds for one in early)
                ends = _ends(ahead, lanes, now)
            now = max(now, ends[each.name])
        elif not (each.alone and each in early):
            now = max([now, *ends.values()] if each.alone else [now]) + each.seconds
    return now


def _ends(ahead: Sequence[Ahead], lanes: int, start: float) -> dict[str, float]:
    """When each one that is apart ends. A lane takes the next as soon as it is free, the long ones first."""
    free, ends = [start] * max(lanes, 1), {}
    for each in sorted((each for each in ahead if each.apart), key=lambda each: (not each.under_way, not each.long)):
        ends[each.name] = heapq.heappop(free) + each.seconds
        heapq.heappush(free, ends[each.name])
    return ends


def _pace(standing: Standing, known: Mapping[str, float]) -> float:
    """How much slower than in earlier runs this one is; near 1 until enough is done, or overdue, to tell."""
    overdue = {name: since for name, since in standing.elapsed.items() if since > known.get(name, since)}
    told = {name: seconds for name, seconds in {**standing.took, **overdue}.items() if name in known}
    return (STEADY + sum(told.values())) / (STEADY + sum(known[name] for name in told))


def _as_others(wanted: Experiment, standing: Standing) -> float:
    """The median of its kind, what is declared for the kind included: a single slow one must not drag all others up."""
    kind = (wanted.apart, wanted.long)
    like = [standing.took[o.name] for o in standing.planned if (o.apart, o.long) == kind and o.name in standing.took]
    return median([*like, *[LONG if wanted.long else APART if wanted.apart else OTHER] * DECLARED_COUNTS])
