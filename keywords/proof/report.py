"""The report of `countersign prove`: what was caught, where, how soon; and how rare false alarms must be."""

from collections.abc import Callable, Sequence
from math import comb

from keywords.proof.store import Outcome, Proof

HEADINGS = ("defect", "outcome", "must turn red", "turned red", "seconds")
DOUBT = 0.05


def table(found: Sequence[tuple[Sequence[str], Proof]]) -> str:
    """One line a defect: what was asked of the suite, what it did, and how soon."""
    rows = [HEADINGS, *(_row(named, proof) for named, proof in found)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    caught = sum(proof.outcome is Outcome.CAUGHT for _, proof in found)
    return "\n".join(
        [lines[0], "  ".join("-" * width for width in widths), *lines[1:], f"caught {caught} of {len(found)}"]
    )


def _row(named: Sequence[str], proof: Proof) -> tuple[str, ...]:
    red = [name for name, verdict in proof.requirements.items() if verdict == "fail"]
    return proof.name, str(proof.outcome), ", ".join(named), ", ".join(red) or "-", f"{proof.seconds:.1f}"


def unbroken_line(outcomes: Sequence[Outcome]) -> str:
    """How the unbroken pipeline fared; runs without a verdict prove nothing, and are not counted in the interval."""
    passed, alarms = outcomes.count(Outcome.PASSED), outcomes.count(Outcome.FALSE_ALARM)
    judged = passed + alarms
    line = f"unbroken: passed {passed} of {len(outcomes)}"
    if len(outcomes) > judged:
        line += f", {len(outcomes) - judged} without a verdict"
    if judged:
        low, high = interval(alarms, judged)
        line += f"; false alarms {alarms} of {judged} ({100 * low:.1f} % to {100 * high:.1f} % with 95 % confidence)"
    return line


def never_red(names: Sequence[str], of: int) -> str:
    """The checks of which nothing has shown that they can fail."""
    line = f"checks that a defect has turned red: {of - len(names)} of {of}"
    return "\n".join([line, *(f"  never red: {name}" for name in names)])


def interval(hits: int, n: int, doubt: float = DOUBT) -> tuple[float, float]:
    """The exact (Clopper-Pearson) interval of a share. Where it touches 0 or 1 all doubt is on the one other side,
    which for no hits in n is what the rule of three, 3/n, is short for."""
    if not 0 <= hits <= n or n < 1:
        raise ValueError(f"{hits} of {n} is no share")
    each = doubt if hits in (0, n) else doubt / 2
    low = 0.0 if hits == 0 else _solve(lambda p: 1 - at_most(hits - 1, n, p) - each)
    high = 1.0 if hits == n else _solve(lambda p: each - at_most(hits, n, p))
    return low, high


def at_most(hits: int, n: int, p: float) -> float:
    """The probability of at most so many hits in n, each with probability p."""
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(hits + 1))


def _solve(rising: Callable[[float], float]) -> float:
    """Where a rising function of a share crosses zero."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2
