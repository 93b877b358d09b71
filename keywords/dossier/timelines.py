"""The course of an experiment as a picture: jobs by stage over time, one stage upon the other, the fault shaded.

SVG that carries its own colours and needs no script, so that it stands in Robot's log as well.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from keywords.evidence.model import Timeline

LEFT, TOP, WIDTH, HEIGHT, LEGEND = 34, 10, 480, 150, 170
COLOURS = ("#d9d9d9", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#08519c", "#9e9ac8", "#41ab5d")
BROKEN = 'fill="#d62728" fill-opacity="0.22" stroke="#d62728" stroke-dasharray="3 2"'
Point = tuple[float, float]


def words(told: Timeline) -> str:
    """What the picture shows, for whoever does not see it."""
    broke, healed = told.shaded
    return f"{_most(told)} jobs over {_length(told):.3g} s; broken from {broke:.3g} s to {healed:.3g} s"


def draw(told: Timeline) -> Markup:
    stages = {stage: counts for stage, counts in told.jobs.items() if any(counts)}
    most, length = _most(told) or 1, _length(told)

    def x(second: float) -> float:
        return round(LEFT + WIDTH * second / length, 1)

    def y(jobs: int) -> float:
        return round(TOP + HEIGHT * (1 - jobs / most), 1)

    below, shapes = [0] * len(told.seconds), []
    colours = dict(zip(told.jobs, COLOURS * 2, strict=False))
    for place, (stage, counts) in enumerate(stages.items()):
        above = [under + count for under, count in zip(below, counts, strict=True)]
        edge = [(x(s), y(n)) for s, n in zip(told.seconds, above, strict=True)]
        floor = [(x(s), y(n)) for s, n in zip(told.seconds, below, strict=True)]
        shapes.append(f'<path fill="{colours[stage]}" d="M{_line(edge)}L{_line(floor[::-1])}Z"/>')
        shapes.append(_legend(place, stage, f'fill="{colours[stage]}" stroke="currentColor" stroke-width="0.3"'))
        below = above
    broke, healed = told.shaded
    wide = max(x(healed) - x(broke), 1)
    shapes.append(f'<rect class="shade" x="{x(broke)}" y="{TOP}" width="{wide:.1f}" height="{HEIGHT}" {BROKEN}/>')
    shapes.append(_legend(len(stages), "broken", BROKEN))
    whole = "".join([*shapes, *_axes(most, length)])
    high = TOP + max(HEIGHT + 24, 16 * (len(stages) + 1))
    size = f"0 0 {LEFT + WIDTH + LEGEND} {high}"
    ends = ", ".join(f"{counts[-1]} {stage}" for stage, counts in stages.items() if counts[-1])
    return Markup(  # noqa: S704 (made of numbers; words are escaped)
        f'<svg viewBox="{size}" width="{LEFT + WIDTH + LEGEND}" role="img" '
        'font-family="sans-serif" font-size="11" fill="currentColor">'
        f"<title>Jobs by stage: {words(told)}</title><desc>In the end: {escape(ends or 'no job')}</desc>{whole}</svg>"
    )


def _most(told: Timeline) -> int:
    """Jobs at once."""
    return max((sum(each) for each in zip(*told.jobs.values(), strict=True)), default=0)


def _length(told: Timeline) -> float:
    return told.seconds[-1] or 1.0


def _line(points: Sequence[Point]) -> str:
    """Points between two of the same height are left out; they would only make it longer."""
    inner = zip(points, points[1:], points[2:], strict=False)
    kept = [points[0], *(here for before, here, after in inner if {before[1], after[1]} != {here[1]}), points[-1]]
    return "L".join(f"{px:g} {py:g}" for px, py in kept)


def _legend(place: int, stage: str, look: str) -> str:
    top, left = TOP + 16 * place, LEFT + WIDTH + 12
    return (
        f'<rect x="{left}" y="{top}" width="10" height="10" {look}/>'
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
