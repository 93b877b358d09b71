"""Which checks a mutant meets, and which of them come first. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from keywords.proof.mutants.unbroken import ANYWHERE, Unbroken
from keywords.proof.mutants.uses import Place

UNKNOWN_SECONDS = 5.0  # of an experiment that no run has timed


@dataclass(frozen=True)
class Check:
    name: str
    units: tuple[str, ...]  # the experiments that it reads; itself if it is a sentence
    failure: bool  # something is broken on purpose, or it needs the machine for itself


def parts(
    checks: Sequence[Check],
    places: Collection[Place],
    known: Unbroken,
    red_before: Mapping[str, int],
    *,
    fair_weather: bool = False,
) -> list[list[str]] | None:
    """The checks that meet these places: first those of fair weather, then the others. None: no run reaches them.

    Within a part, checks come first that caught mutants of the same file or folder before, then those that cost least.
    """
    at = known.units_at(places) if places else None
    if at is not None and ANYWHERE in known.reached and not at:
        return None
    chosen = [check for check in checks if check.name not in known.failed and _meets(check, at, known)]
    if fair_weather:
        chosen = [check for check in chosen if not check.failure]

    def rank(check: Check) -> tuple[int, float, str]:
        seconds = sum(known.seconds.get(unit, UNKNOWN_SECONDS) for unit in check.units)
        return -red_before.get(check.name, 0), seconds, check.units[0]

    return [_names(chosen, lambda check: not check.failure, rank), _names(chosen, lambda check: check.failure, rank)]


def _meets(check: Check, at: Collection[str] | None, known: Unbroken) -> bool:
    """Whether a check may meet a place; one that the unbroken run does not know of may meet everything."""
    return at is None or any(unit in at or unit not in known.reached for unit in check.units)


def _names(
    checks: Iterable[Check], wanted: Callable[[Check], bool], rank: Callable[[Check], tuple[int, float, str]]
) -> list[str]:
    return [check.name for check in sorted(filter(wanted, checks), key=rank)]
