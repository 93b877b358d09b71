"""Figures as a table, for a terminal and for a page."""

from collections.abc import Iterable, Sequence

from tests.bench.figures import Figure

HEAD = ("figure", "value", "spread", "target", "ratio", "met")


def number(value: float) -> str:
    """The number with its significant digits only."""
    size = abs(value)
    return f"{value:,.{0 if size >= 100 else 1 if size >= 10 else 2}f}"


def row(figure: Figure) -> tuple[str, ...]:
    low, high, runs = min(figure.runs), max(figure.runs), len(figure.runs)
    spread = f"{number(low)} – {number(high)} (n={runs})" if runs > 1 else "one run"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} ×"
    met = {None: "", True: "yes", False: "**no**"}[figure.met]
    return figure.name, f"{number(figure.value)} {figure.unit}", spread, figure.target, ratio, met


def text(figures: Iterable[Figure]) -> str:
    rows = [HEAD, *([cell.replace("**", "") for cell in row(figure)] for figure in figures)]
    widths = [max(len(each[column]) for each in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(each, widths, strict=True)).rstrip() for each in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def markdown(figures: Iterable[Figure]) -> str:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    return "\n".join([line(HEAD), line(["---"] * len(HEAD)), *(line(row(figure)) for figure in figures)])
