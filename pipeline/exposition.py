"""Writes Prometheus text, and reads the counters in it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
_LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")


@dataclass
class Family:
    """Figures of one name, each with its own labels."""

    name: str
    kind: str  # counter or gauge
    help: str
    figures: list[tuple[Mapping[str, str], float]] = field(default_factory=list)

    def add(self, value: float | None, **labels: str) -> None:
        """Add a figure; an unknown one is left out."""
        if value is not None:
            self.figures.append((labels, value))


def write(families: Iterable[Family]) -> str:
    lines: list[str] = []
    for family in families:
        lines += [f"# HELP {family.name} {family.help}", f"# TYPE {family.name} {family.kind}"]
        for labels, value in family.figures:
            inside = ",".join(f'{name}="{text.translate(_ESCAPES)}"' for name, text in labels.items())
            lines.append(f"{family.name}{{{inside}}} {value}" if inside else f"{family.name} {value}")
    return "\n".join(lines) + "\n"


def read(text: str, names: tuple[str, ...]) -> dict[str, float]:
    """The series (name and labels, as written) whose name starts with one of `names`."""
    found = {}
    for line in text.split("\n"):  # not splitlines: a label may hold other line breaks
        if line.startswith(names):
            series, _, value = line.rpartition(" ")
            found[series] = float(value)
    return found


@lru_cache(maxsize=4096)
def labels_of(series: str) -> Mapping[str, str]:
    unescaped = {"n": "\n"}
    return {
        name: _ESCAPED.sub(lambda match: unescaped.get(match[1], match[1]), value)
        for name, value in _LABEL.findall(series.partition("{")[2])
    }
