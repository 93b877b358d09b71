"""The report of `countersign prove`: what was caught, where and how soon, and how rare false alarms must be."""

from collections.abc import Callable, Mapping, Sequence
from math import comb

from keywords.proof.store import Outcome, Proof

HEADINGS = ("defect", "outcome", "must turn red", "turned red", "seconds")
SIDES = ("unbroken runs", "number", "checks failed", "inconclusive", "seconds")
DOUBT = 0.05


def table(proofs: Sequence[tuple[Sequence[str], Proof]]) -> str:
    """One line for each defect: the requirements that must turn red, those that did, and how soon."""
    rows = [HEADINGS, *(_row(requirements, proof) for requirements, proof in proofs)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    caught = sum(proof.outcome is Outcome.CAUGHT for _, proof in proofs)
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([lines[0], rule, *lines[1:], f"caught {caught} of {len(proofs)}"])


def _row(requirements: Sequence[str], proof: Proof) -> tuple[str, ...]:
    red = [name for name, verdict in proof.requirements.items() if verdict == "fail"]
    return proof.name, str(proof.outcome), ", ".join(requirements), ", ".join(red) or "-", f"{proof.seconds:.1f}"


def unbroken_line(outcomes: Sequence[Outcome]) -> str:
    """How the runs of the unbroken pipeline ended. Runs without a verdict do not count in the interval."""
    passed, alarms = outcomes.count(Outcome.PASSED), outcomes.count(Outcome.FALSE_ALARM)
    judged = passed + alarms
    line = f"unbroken: passed {passed} of {len(outcomes)}"
    if len(outcomes) > judged:
        line += f", {len(outcomes) - judged} without a verdict"
    if judged:
        low, high = interval(alarms, judged)
        line += f"; false alarms {alarms} of {judged} ({100 * low:.1f} % to {100 * high:.1f} % with 95 % confidence)"
    return line


def side_by_side(proofs: Mapping[str, Proof], beside: str) -> str:
    """The unbroken runs on the machine by itself and beside a neighbour: what failed, what stayed open, how long."""
    rows: list[tuple[str, ...]] = [SIDES]
    for kind in ("whole", "quick"):
        for load in (False, True):
            found = [
                p for name, p in proofs.items() if ("whole" in name, name.endswith(beside)) == (kind == "whole", load)
            ]
            if found:
                rows.append((f"{kind}{beside if load else ''}", str(len(found)), *_columns(found)))
    return aligned(rows)


def _columns(proofs: Sequence[Proof]) -> tuple[str, ...]:
    """The sum of failed and the range of inconclusive checks and of seconds."""
    doubts, seconds = [p.inconclusive for p in proofs], [p.seconds for p in proofs]
    return str(sum(p.failed for p in proofs)), _range(doubts), _range([round(each) for each in seconds])


def _range(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low} to {high}"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def never_red(names: Sequence[str], of: int) -> str:
    """The checks that no defect has turned red, so nothing shows that they can fail."""
    line = f"checks that a defect has turned red: {of - len(names)} of {of}"
    return "\n".join([line, *(f"  never red: {name}" for name in names)])


def interval(hits: int, n: int, doubt: float = DOUBT) -> tuple[float, float]:
    """The exact (Clopper-Pearson) interval of a share.

    If it touches 0 or 1, all doubt is on the other side. For no hits in n, the rule of three (3/n) approximates that.
    """
    if not 0 <= hits <= n or n < 1:
        raise ValueError(f"{hits} of {n} is no share")
    tail = doubt if hits in (0, n) else doubt / 2
    low = 0.0 if hits == 0 else _solve(lambda p: 1 - at_most(hits - 1, n, p) - tail)
    high = 1.0 if hits == n else _solve(lambda p: tail - at_most(hits, n, p))
    return low, high


def at_most(hits: int, n: int, p: float) -> float:
    """The probability of at most this number of hits in n, each with probability p."""
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(hits + 1))


def _solve(rising: Callable[[float], float]) -> float:
    """The share at which a rising function crosses zero."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2
