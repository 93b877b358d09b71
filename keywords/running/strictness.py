"""Whether a row can be true: its cells are known, its unit fits, and it is no looser than its requirements."""

import math
from collections.abc import Iterable, Sequence

from keywords.basics.quantities import Limit, Quantity, QuantityError
from keywords.checklists.bounds import problem_of_limit, problem_of_subject
from keywords.checklists.figures import Figure
from keywords.running.catalogue import Catalogue

REQUIRED = "required"  # instead of a limit: the environment's own


def limit_of(operator: str, text: str) -> Limit | None:
    """The limit that a row states; None for the environment's own."""
    return None if text == REQUIRED else Limit(operator, Quantity.parse(text))


def problem_of_row(catalogue: Catalogue, cells: Sequence[str], tags: Iterable[str]) -> str | None:
    """What is wrong with `experiment | figure | operator | limit`, in one sentence; None if nothing is."""
    if len(cells) != 4:
        return f"a row has four cells, experiment, figure, operator and limit; this one has {len(cells)}"
    name, figure, operator, text = map(str, cells)
    try:
        asked = catalogue.find(name)
        measured = catalogue.observed_by(asked, figure)
        held = limit_of(operator, text)
    except (QuantityError, ValueError) as error:
        return str(error)
    tags = list(tags)
    if problem := problem_of_subject(figure, tags, measured.measures):
        return problem
    if figure in asked.limits:
        return f"{figure!r} is a control of {name!r}, which is inconclusive if it fails, so this row could never be red"
    if held is None:
        return None
    return problem_of_limit(measured, held, tags) or problem_of_range(measured, held)


def problem_of_range(figure: Figure, held: Limit) -> str | None:
    """A limit that every value of the figure keeps can contradict nothing."""
    if figure.range is None:
        return None
    worst = figure.range[0] if held.op in (">", ">=") else figure.range[1] if held.op in ("<", "<=") else math.nan
    if math.isfinite(worst) and held.holds(Quantity(worst, figure.unit)):
        low, high = figure.range
        return f"{figure.name!r} {held} is always true: its values lie between {low:g} and {high:g} {figure.unit}"
    return None
