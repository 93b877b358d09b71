"""Small plots of samples and their limit, as SVG without a script and with a caption for those who cannot see it."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from keywords.basics.quantities import Limit, QuantityError
from keywords.evidence.model import Observation
from keywords.judgement.targets import limit_in

WIDTH, HEIGHT, EDGE = 320, 40, 8
Position = Callable[[float], str]
DOTS = 40  # more samples than this are drawn as a box


MARK = 'fill="none" stroke="#2171b5" stroke-width="2"'
# Colours for Robot's log, which has no style for them; the page of the dossier sets others.
PAINT = {
    "axis": 'class="axis" fill="none" stroke="#9a9a9a"',
    "limit": 'class="limit" fill="none" stroke="#b00020" stroke-width="2" stroke-dasharray="4 3"',
    "dots": 'class="dots" fill="none" stroke="#2171b5" stroke-width="6" stroke-linecap="round" opacity="0.8"',
    "range": f'class="range" {MARK}',
    "box": f'class="box" {MARK} fill-opacity="0.3"',
    "median": f'class="median" {MARK}',
}


# Everything inserted is escaped, except the shapes.
SVG = Markup(
    '<svg class="plot" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{caption}">'
    '<path {paint} d="{axis}"/>{shape}</svg>'
)


@dataclass(frozen=True)
class Plot:
    svg: Markup
    caption: str  # the spread of the samples, in words


def plot(seen: Observation, expected: str) -> Plot | None:
    """The samples of an observation and their limit. None if there is nothing to draw."""
    if len(seen.samples) < 2:
        return None
    samples = sorted(seen.samples)
    limit = _in_unit(limit_in(expected), seen.unit)
    ends = [samples[0], samples[-1], *([limit] if limit is not None else [])]
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0

    def x(value: float) -> str:
        return f"{EDGE + (value - low) / span * (WIDTH - 2 * EDGE):.1f}".removesuffix(".0")

    drawn = _dots(samples, x) if len(samples) <= DOTS else _box(samples, x)
    line = f'<path {PAINT["limit"]} d="M{x(limit)} 2V{HEIGHT - 2}"/>' if limit is not None else ""
    axis = f"M{EDGE} {HEIGHT - 8}H{WIDTH - EDGE}"
    caption = _words(seen, samples)
    shape = Markup(drawn + line)  # noqa: S704 (made of numbers)
    said = f"{seen.name}: {caption}; expected {expected}"
    paint = Markup(PAINT["axis"])  # noqa: S704 (ours)
    svg = SVG.format(w=WIDTH, h=HEIGHT, caption=said, axis=axis, shape=shape, paint=paint)
    return Plot(svg, caption)


def _in_unit(limit: Limit | None, unit: str) -> float | None:
    try:
        return limit.bound.to(unit).value if limit else None
    except (QuantityError, KeyError):
        return None


def _dots(samples: list[float], x: Position) -> str:
    """One dot for each sample, on three levels so that equal samples can be distinguished."""
    dots = "".join(f"M{x(value)} {10 + 6 * (i % 3)}h0" for i, value in enumerate(samples))
    return f'<path {PAINT["dots"]} d="{dots}"/>'


def _box(samples: list[float], x: Position) -> str:
    first, middle, third = statistics.quantiles(samples, n=4)
    width = max(float(x(third)) - float(x(first)), 1)
    return (
        f'<path {PAINT["range"]} d="M{x(samples[0])} 16H{x(samples[-1])}"/>'
        f'<rect {PAINT["box"]} x="{x(first)}" y="8" width="{width:.1f}" height="16"/>'
        f'<path {PAINT["median"]} d="M{x(middle)} 8v16"/>'
    )


def _words(seen: Observation, samples: list[float]) -> str:
    middle, unit = statistics.median(samples), f" {seen.unit}" if seen.unit else ""
    return f"{len(samples)} samples from {samples[0]:.4g} to {samples[-1]:.4g}, median {middle:.4g}{unit}"
