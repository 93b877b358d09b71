"""The experiments there are: what each is called, which figures it observes, and how it is done."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from robot.running.arguments.embedded import EmbeddedArguments

from keywords.basics.quantities import Limit, QuantityError, nearest
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
    work: Work | None  # None: it is written in Robot
    apart: bool  # on a lent stack, so others may go on beside it
    long: bool  # begun before others that are apart, so the run does not wait for it alone
    alone: bool = False  # a measurement: nothing else of the run is under way
    controls: tuple["Control", ...] = ()
    informs: tuple["Information", ...] = ()
    keyword: str = ""  # the user keyword that carries it out, if it is written in Robot
    file: Path | None = None  # of that keyword

    @classmethod
    def observing(cls, observes: Iterable["str | Control | Information"], **more: Any) -> "Experiment":
        """The experiment that observes these figures, some of them as controls or as information."""
        figures = tuple(observes)
        names = tuple(dict.fromkeys(each if isinstance(each, str) else each.figure for each in figures))
        controls = tuple(each for each in figures if isinstance(each, Control))
        information = tuple(each for each in figures if isinstance(each, Information))
        return cls(observes=names, controls=controls, informs=information, **more)

    @property
    def limits(self) -> dict[str, str]:
        """The limit of each of its controls, by figure."""
        return {each.figure: str(each.limit) for each in self.controls}

    def given(self, name: str) -> "Experiment | None":
        """The experiment of this name, if it is this one with values for its embedded arguments."""
        embedded = EmbeddedArguments.from_name(self.keyword)
        values = embedded.parse_args(name) if embedded else ()
        if embedded is None or not values:
            return None
        inputs = {**self.inputs, **dict(zip(embedded.args, values, strict=True))}
        return replace(self, name=name, keyword=name, inputs=inputs)


@dataclass(frozen=True)
class Control:
    """A figure that shows that an experiment could have seen the opposite. If it breaks its limit, nothing is shown."""

    figure: str
    limit: Limit


def control(figure: str, limit: str) -> Control:
    """Declare a figure among those that an experiment observes as its control, with a limit such as `== 100 %`."""
    return Control(figure, Limit.parse(limit))


@dataclass(frozen=True)
class Information:
    """A figure that only informs a reader, and why no row judges it."""

    figure: str
    because: str


def informs(figure: str, because: str) -> Information:
    """Declare a figure among those that an experiment observes as information, with the reason in a sentence."""
    return Information(figure, because)


def experiment(
    name: str,
    observes: Iterable[str | Control | Information],
    *,
    apart: bool = False,
    long: bool = False,
    alone: bool = False,
    **inputs: Any,
) -> Callable[[Work], Work]:
    """Declare a function as the experiment of this name; its docstring says what it shows.

    It is shared (on the run's own stack, in order) unless it is `apart` (on a lent stack, some at once) or `alone` (a
    measurement of time, rate, processor or memory, during which nothing else of the run is under way).

    Each figure is judged by a row, or is a control, or informs; `keywords.running.standing` has the rule. A list that
    several experiments share may be followed by what is a control, or informs, in this one.
    """
    if apart and alone:
        raise ValueError(f"experiment {name!r} cannot be both apart and alone")
    figures, how = tuple(observes), {"apart": apart, "long": long, "alone": alone}

    def declare(work: Work) -> Work:
        says = (work.__doc__ or "").strip()
        declared = Experiment.observing(figures, name=name, says=says, inputs=inputs, work=work, **how)
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
                self.know(declared)

    def find(self, name: str) -> Experiment:
        if name not in self:
            raise QuantityError(f"there is no experiment {name!r}{nearest(name, list(self._known))}")
        return self[name]

    def observed_by(self, wanted: Experiment, name: str) -> Figure:
        """A figure that the experiment observes."""
        if name not in wanted.observes:
            near = nearest(name, list(wanted.observes))
            raise QuantityError(f"experiment {wanted.name!r} does not observe {name!r}{near}")
        return self.figures[name]

    def information(self, wanted: Experiment) -> dict[str, str]:
        """The figures that only inform a reader where no row judges them, each with its reason."""
        always = {name: self.figures[name].informs for name in wanted.observes if self.figures[name].informs}
        here = {each.figure: each.because for each in wanted.informs}
        return {name: why for name, why in {**always, **here}.items() if name not in wanted.limits}

    def observed(self) -> list[str]:
        """Every figure that some experiment observes."""
        return sorted({name for each in self._known.values() for name in each.observes})

    def know(self, declared: Experiment) -> None:
        for name in declared.observes:
            if name not in self.figures:
                near = nearest(name, list(self.figures))
                raise QuantityError(f"experiment {declared.name!r} observes {name!r}, which is no figure{near}")
        for held in declared.controls:
            held.limit.bound.to(self.figures[held.figure].unit)
        before = self._known.get(declared.name)
        if before is not None and (before.work, before.file) != (declared.work, declared.file):
            raise QuantityError(f"there are two experiments {declared.name!r}")
        self._known[declared.name] = declared

    def __getitem__(self, name: str) -> Experiment:
        """The experiment of this name, or the one whose embedded arguments the name gives."""
        if name in self._known:
            return self._known[name]
        for each in self._known.values():
            if each.keyword and (found := each.given(name)):
                return found
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
