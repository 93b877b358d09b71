"""Draws the course of an experiment: jobs by stage over time, one stage above the other, with the fault shaded.

The SVG has its own colours and no script, so that it works in Robot's log as well.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from keywords.evidence.model import Timeline

LEFT, TOP, WIDTH, HEIGHT, LEGEND = 34, 10, 480, 150, 170
COLOURS = ("#d9d9d9", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#08519c", "#9e9ac8", "#41ab5d")
BROKEN = 'fill="#d62728" fill-opacity="0.22" stroke="#d62728" stroke-dasharray="3 2"'
Point = tuple[float, float]


def words(timeline: Timeline) -> str:
    """What the drawing shows, for those who cannot see it."""
    broke, healed = timeline.shaded
    return f"{_most(timeline)} jobs over {_length(timeline):.3g} s; broken from {broke:.3g} s to {healed:.3g} s"


def draw(timeline: Timeline) -> Markup:
    stages = {stage: counts for stage, counts in timeline.jobs.items() if any(counts)}
    most, length = _most(timeline) or 1, _length(timeline)

    def x(second: float) -> float:
        return round(LEFT + WIDTH * second / length, 1)

    def y(jobs: int) -> float:
        return round(TOP + HEIGHT * (1 - jobs / most), 1)

    below, shapes = [0] * len(timeline.seconds), []
    colours = dict(zip(timeline.jobs, COLOURS * 2, strict=False))
    for row, (stage, counts) in enumerate(stages.items()):
        above = [under + count for under, count in zip(below, counts, strict=True)]
        ceiling = [(x(s), y(n)) for s, n in zip(timeline.seconds, above, strict=True)]
        floor = [(x(s), y(n)) for s, n in zip(timeline.seconds, below, strict=True)]
        shapes.append(f'<path fill="{colours[stage]}" d="M{_line(ceiling)}L{_line(floor[::-1])}Z"/>')
        shapes.append(_legend(row, stage, f'fill="{colours[stage]}" stroke="currentColor" stroke-width="0.3"'))
        below = above
    broke, healed = timeline.shaded
    width = max(x(healed) - x(broke), 1)
    shapes.append(f'<rect class="shade" x="{x(broke)}" y="{TOP}" width="{width:.1f}" height="{HEIGHT}" {BROKEN}/>')
    shapes.append(_legend(len(stages), "broken", BROKEN))
    shapes += _axes(most, length)
    height = TOP + max(HEIGHT + 24, 16 * (len(stages) + 1))
    ends = ", ".join(f"{counts[-1]} {stage}" for stage, counts in stages.items() if counts[-1])
    return Markup(  # noqa: S704 (made of numbers; words are escaped)
        f'<svg viewBox="0 0 {LEFT + WIDTH + LEGEND} {height}" width="{LEFT + WIDTH + LEGEND}" role="img" '
        'style="max-width: 100%; height: auto" '
        'font-family="sans-serif" font-size="11" fill="currentColor">'
        f"<title>Jobs by stage: {words(timeline)}</title>"
        f"<desc>In the end: {escape(ends or 'no job')}</desc>{''.join(shapes)}</svg>"
    )


def _most(timeline: Timeline) -> int:
    """The highest number of jobs at one time."""
    return max((sum(counts) for counts in zip(*timeline.jobs.values(), strict=True)), default=0)


def _length(timeline: Timeline) -> float:
    return timeline.seconds[-1] or 1.0


def _line(points: Sequence[Point]) -> str:
    """A path without the points between two of the same height, which only lengthen it."""
    inner = zip(points, points[1:], points[2:], strict=False)
    bends = [point for before, point, after in inner if {before[1], after[1]} != {point[1]}]
    return "L".join(f"{px:g} {py:g}" for px, py in [points[0], *bends, points[-1]])


def _legend(row: int, stage: str, style: str) -> str:
    top, left = TOP + 16 * row, LEFT + WIDTH + 12
    return (
        f'<rect x="{left}" y="{top}" width="10" height="10" {style}/>'
        f'<text x="{left + 16}" y="{top + 9}">{escape(stage)}</text>'
    )


def _axes(most: int, length: float) -> list[str]:
    bottom = TOP + HEIGHT
    ends = [
        (LEFT - 6, bottom, "end", "0"),
        (LEFT - 6, TOP + 9, "end", str(most)),
        (LEFT + WIDTH, bottom + 15, "end", f"{length:.3g} s"),
    ]
    return [f'<text x="{left}" y="{top}" text-anchor="{anchor}">{text}</text>' for left, top, anchor, text in ends]
