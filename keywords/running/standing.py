"""What stands behind each figure that an experiment observes: a row judges it, it is a control, or it informs.

A figure that is none of the three was measured for nobody: whatever it shows, no verdict changes and no reader knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from keywords.checklists.figures import Figure
from keywords.running import checks
from keywords.running.catalogue import Catalogue, Experiment

JUDGED, CONTROL, INFORMS = "judged", "control", "informs"


@dataclass(frozen=True)
class Standing:
    """One figure of one experiment, and what stands behind it: nothing if `kind` is empty."""

    experiment: str
    figure: str
    kind: str = ""
    why: str = ""  # the limit of a control, the reason of information, or the figure that a part is judged with


Rows = set[tuple[str, str]]  # experiment and figure


def judged_by(suites: Any) -> Rows:
    """The experiments and figures that the rows of these suites judge."""
    tests = [test for test in suites.all_tests if str(test.template or "") == checks.TEMPLATE]
    return {(str(row[0]), str(row[1])) for test in tests for row in checks.rows_of(test) if len(row) > 1}


def as_declared(known: Catalogue, judged: Rows) -> Rows:
    """The same rows, but each names its experiment as it is declared: without values for embedded arguments."""
    own = set(known)
    embedding = [each for each in known.values() if each.keyword]

    def declared(name: str) -> str:
        return next((each.name for each in embedding if name not in own and each.given(name)), name)

    return {(declared(name), figure) for name, figure in judged}


def standings(known: Catalogue, judged: Rows) -> list[Standing]:
    """What stands behind every figure of every experiment."""
    return [
        standing(each, known.figures[name], judged, known.information(each).get(name, ""))
        for each in _each(known, judged)
        for name in each.observes
    ]


def _each(known: Catalogue, judged: Rows) -> Iterator[Experiment]:
    """Every experiment; one with embedded arguments once for each of the values that rows give it."""
    named = sorted({name for name, _ in judged} - set(known))
    for each in known.values():
        given = [each.given(name) for name in named] if each.keyword else []
        yield from [one for one in given if one] or [each]


def standing(declared: Experiment, figure: Figure, judged: Rows, because: str) -> Standing:
    if figure.name in declared.limits:
        return Standing(declared.name, figure.name, CONTROL, declared.limits[figure.name])
    if (declared.name, figure.name) in judged:
        return Standing(declared.name, figure.name, JUDGED)
    if figure.part_of in declared.observes and (declared.name, figure.part_of) in judged:
        return Standing(declared.name, figure.name, JUDGED, figure.part_of)
    if because:
        return Standing(declared.name, figure.name, INFORMS, because)
    return Standing(declared.name, figure.name)


def problems(known: Catalogue, judged: Rows) -> Iterator[str]:
    """The figures with nothing behind them, and those that are declared as something that they are not."""
    for each in standings(known, judged):
        if not each.kind:
            yield (
                f"{each.experiment}: no row judges {each.figure!r}, and it is no control and does not inform; "
                "write a row, or declare what it is in @experiment"
            )
    for declared in known.values():
        for told in declared.informs:
            if (declared.name, told.figure) in judged:
                yield f"{declared.name}: {told.figure!r} is declared as information, and a row judges it"
