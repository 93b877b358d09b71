"""The experiments there are: what each is called, which figures it observes, and how it is done."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from keywords.basics.quantities import QuantityError, nearest
from keywords.checklists.figures import Figure, Figures, figures
from keywords.world import World

Work = Callable[[World], None]
DECLARED = "declared_experiments"  # the attribute of a function that holds what it was declared as


@dataclass(frozen=True)
class Experiment:
    name: str
    says: str
    observes: tuple[str, ...]  # names of figures
    inputs: dict[str, Any]
    work: Work
    apart: bool  # on a lent stack, so others may go on beside it
    long: bool  # begun before others that are apart, so the run does not wait for it alone
    alone: bool = False  # a measurement: nothing else of the run is under way


def experiment(
    name: str, observes: Iterable[str], *, apart: bool = False, long: bool = False, alone: bool = False, **inputs: Any
) -> Callable[[Work], Work]:
    """Declare a function as the experiment of this name; its docstring says what it shows.

    It is shared (on the run's own stack, in order) unless it is `apart` (on a lent stack, some at once) or `alone` (a
    measurement of time, rate, processor or memory, during which nothing else of the run is under way).
    """
    if apart and alone:
        raise ValueError(f"experiment {name!r} cannot be both apart and alone")

    def declare(work: Work) -> Work:
        declared = Experiment(name, (work.__doc__ or "").strip(), tuple(observes), inputs, work, apart, long, alone)
        setattr(work, DECLARED, [*getattr(work, DECLARED, ()), declared])
        return work

    return declare


@dataclass
class Catalogue(Mapping[str, Experiment]):
    """Experiments by name, and the figures that they may observe."""

    figures: Figures = field(default_factory=lambda: figures().with_more())  # its own, since modules bring more
    _known: dict[str, Experiment] = field(default_factory=dict)

    @classmethod
    def of(cls, modules: Iterable[ModuleType]) -> "Catalogue":
        found = cls()
        for module in modules:
            found.add(module)
        return found

    def add(self, module: ModuleType) -> None:
        """Make known the experiments that a module declares, and the figures in its FIGURES."""
        more: Iterable[Figure] = getattr(module, "FIGURES", ())
        for each in more:
            if each.name not in self.figures or self.figures[each.name] != each:
                self.figures.add(each)
        for work in list(vars(module).values()):
            for declared in getattr(work, DECLARED, ()):
                self._know(declared)

    def find(self, name: str) -> Experiment:
        if name not in self._known:
            raise QuantityError(f"there is no experiment {name!r}{nearest(name, list(self._known))}")
        return self._known[name]

    def observed_by(self, wanted: Experiment, name: str) -> Figure:
        """A figure that the experiment observes."""
        if name not in wanted.observes:
            near = nearest(name, list(wanted.observes))
            raise QuantityError(f"experiment {wanted.name!r} does not observe {name!r}{near}")
        return self.figures[name]

    def observed(self) -> list[str]:
        """Every figure that some experiment observes."""
        return sorted({name for each in self._known.values() for name in each.observes})

    def _know(self, declared: Experiment) -> None:
        for name in declared.observes:
            if name not in self.figures:
                near = nearest(name, list(self.figures))
                raise QuantityError(f"experiment {declared.name!r} observes {name!r}, which is no figure{near}")
        before = self._known.get(declared.name)
        if before is not None and before.work is not declared.work:
            raise QuantityError(f"there are two experiments {declared.name!r}")
        self._known[declared.name] = declared

    def __getitem__(self, name: str) -> Experiment:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
