"""Writes docs/performance.md: every figure, how it was measured, and on which machine."""

from collections.abc import Iterable

from tests.bench import table
from tests.bench.figures import Figure, Record

BUSY_PERCENT = 15.0
HEAD = """# Performance

Written by `make bench`; do not edit. A value is the median of its runs, the spread runs from the lowest to the highest,
and the ratio is value to target. Everything, including load generators and simulators, shares the machine below.
"""


def page(records: list[Record], methods: dict[str, str], machine: dict[str, str]) -> str:
    parts = [HEAD, _machine(records, machine), _remarks(records)]
    parts += [_section(record, methods[record.group]) for record in records]
    return "\n".join(parts)


def _machine(records: list[Record], machine: dict[str, str]) -> str:
    rows = [f"| {what} | {value} |" for what, value in machine.items()]
    days = sorted({record.taken_at[:10] for record in records})
    return "\n".join(["| measured | " + ", ".join(days) + " |", "| --- | --- |", *rows, ""])


def _remarks(records: list[Record]) -> str:
    figures = [figure for record in records for figure in record.figures]
    held = [figure for figure in figures if figure.target]
    missed = [f"- Missed: {_missed(figure)}" for figure in held if not figure.met]
    first = f"{len(held) - len(missed)} of {len(held)} targets are met."
    return "\n".join(["## Remarks", "", first, "", *_lines([*missed, *_disturbed(records), *_said(records)])])


def _missed(figure: Figure) -> str:
    return f"{figure.name}: {table.number(figure.value)} {figure.unit}, target {figure.target}."


def _disturbed(records: Iterable[Record]) -> list[str]:
    return [
        f"- Disturbed: the machine was already {record.busy_before:.0f} % busy before `{record.group}` began."
        for record in records
        if record.busy_before > BUSY_PERCENT
    ]


def _said(records: Iterable[Record]) -> list[str]:
    return [f"- `{record.group}`: {remark}" for record in records for remark in record.remarks]


def _lines(lines: list[str]) -> list[str]:
    return [*lines, ""] if lines else []


def _section(record: Record, method: str) -> str:
    about = (
        f"Taken {record.taken_at.replace('T', ' ').replace('+00:00', ' UTC')} in {record.seconds:.0f} s; "
        f"load average {record.load_before} before and {record.load_after} after, "
        f"{record.busy_before:.0f} % busy before."
    )
    return f"## {record.group}\n\n{table.markdown(record.figures)}\n\n{method.strip()}\n\n{about}\n"
