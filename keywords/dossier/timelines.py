"""The course of an experiment as a picture: jobs by stage over time, one stage upon the other, the fault shaded.

SVG that carries its own colours and needs no script, so that it stands in Robot's log as well.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from keywords.evidence.model import Timeline

LEFT, TOP, WIDTH, HEIGHT, LEGEND = 34, 10, 480, 150, 170
COLOURS = ("#d9d9d9", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#08519c", "#9e9ac8", "#41ab5d")


def draw(told: Timeline) -> Markup:
    stages = {stage: counts for stage, counts in told.jobs.items() if any(counts)}
    most = max((sum(each) for each in zip(*stages.values(), strict=True)), default=0) or 1
    length = told.seconds[-1] or 1.0

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
        shapes.append(_legend(place, stage, colours[stage]))
        below = above
    broke, healed = told.shaded
    shade = (
        f'<rect class="shade" x="{x(broke)}" y="{TOP}" width="{max(x(healed) - x(broke), 1):.1f}" height="{HEIGHT}" '
        'fill="#d62728" fill-opacity="0.22"/>'
    )
    words = f"{most} jobs over {length:.3g} s; broken from {broke:.3g} s to {healed:.3g} s"
    whole = "".join([*shapes, shade, *_axes(most, length)])
    size = f"0 0 {LEFT + WIDTH + LEGEND} {TOP + HEIGHT + 24}"
    return Markup(  # noqa: S704 (made of numbers; words are escaped)
        f'<svg viewBox="{size}" width="{LEFT + WIDTH + LEGEND}" role="img" '
        f'aria-label="Jobs by stage: {words}" font-family="sans-serif" font-size="11" fill="currentColor">{whole}</svg>'
    )


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{px} {py}" for px, py in points)


def _legend(place: int, stage: str, colour: str) -> str:
    top, left = TOP + 16 * place, LEFT + WIDTH + 12
    return (
        f'<rect x="{left}" y="{top}" width="10" height="10" fill="{colour}" stroke="currentColor" stroke-width="0.3"/>'
        f'<text x="{left + 16}" y="{top + 9}">{escape(stage)}</text>'
    )


def _axes(most: int, length: float) -> list[str]:
    bottom = TOP + HEIGHT
    ends = [(LEFT - 6, bottom, "end", "0"), (LEFT - 6, TOP + 9, "end", str(most)),
            (LEFT + WIDTH, bottom + 15, "end", f"{length:.3g} s")]  # fmt: skip
    return [f'<text x="{left}" y="{top}" text-anchor="{anchor}">{text}</text>' for left, top, anchor, text in ends]
