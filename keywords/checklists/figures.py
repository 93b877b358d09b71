"""The catalogue of figures, read from variables/figures.yaml: everything measured or counted, each under one name."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from keywords.basics.folders import VARIABLES
from keywords.basics.quantities import QuantityError, nearest

FILE = VARIABLES / "figures.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Figure(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    unit: str
    better: Literal["higher", "lower", "neither"] = "neither"  # neither: there is one right value
    means: str = ""
    range: tuple[float, float] | None = None  # of its possible values
    needs: Annotated[int, Field(ge=1)] = 1  # the smallest meaningful population
    measures: list[str] = []  # metrics or requirements of the checklists
    part_of: str = ""  # the figure that counts every case which is bad here, so a row that judges that judges this too
    informs: str = ""  # why the figure only informs a reader, wherever no row judges it

    def is_bounded_by(self, metric: str, requirement: str) -> bool:
        """True if a limit of this requirement on this metric bounds the figure."""
        return metric in self.measures or requirement in self.measures


class Figures(Mapping[str, Figure]):
    """Figures by name. The error for an unknown name suggests the nearest names."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._named: dict[str, Figure] = {}
        for figure in figures:
            self.add(figure)

    def add(self, figure: Figure) -> None:
        if figure.name in self._named:
            raise QuantityError(f"there are two figures {figure.name!r}")
        self._named[figure.name] = figure

    def __getitem__(self, name: str) -> Figure:
        if name not in self._named:
            raise QuantityError(f"there is no figure {name!r}{nearest(name, list(self._named))}")
        return self._named[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)

    def __contains__(self, name: object) -> bool:
        return name in self._named

    def with_more(self, *more: Figure) -> "Figures":
        return Figures([*self._named.values(), *more])


@cache
def figures() -> Figures:
    """The catalogue of the repository."""
    content = yaml.load(FILE.read_text(encoding="utf-8"), LOADER)  # noqa: S506 (both loaders are safe)
    return Figures(Figure.model_validate(entry) for entry in content["figures"])
