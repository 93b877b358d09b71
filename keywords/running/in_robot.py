"""Experiments that are written in Robot: user keywords with the tag `experiment` in resources/experiments/.

What is done in which order stands in the resource. The library keywords that note figures say which ones, so that a row
can be refused before anything runs.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import Any, TypeVar

from robot.running import ResourceFile
from robot.utils import normalize

from keywords.basics.quantities import QuantityError
from keywords.running.catalogue import Control, Experiment, Information

TAG, APART, LONG, ALONE = "experiment", "apart", "long", "alone"
NOTED = "figures_noted"  # the attribute of a library keyword that holds the figures which it notes
Observed = str | Control | Information
Keyword = TypeVar("Keyword", bound=Callable[..., Any])


def notes(*figures: Observed) -> Callable[[Keyword], Keyword]:
    """Declare which figures a library keyword notes."""

    def declare(keyword: Keyword) -> Keyword:
        setattr(keyword, NOTED, figures)
        return keyword

    return declare


def written_in(folder: Path) -> list[Experiment]:
    """The experiments of all resources in a folder."""
    return [each for file in sorted(folder.rglob("*.resource")) for each in Source.read(file).experiments()]


def spoken(keyword: str) -> str:
    """The name of the experiment that a user keyword is: as a row writes it.

    >>> spoken("The API Away")
    'the API away'
    """
    return " ".join(word.lower() if word.istitle() else word for word in keyword.split())


@dataclass
class Source:
    """A resource file, and what it imports."""

    file: Path
    keywords: dict[str, Any] = field(default_factory=dict)  # user keywords, by normal name
    noted: dict[str, tuple[Observed, ...]] = field(default_factory=dict)  # the figures that library keywords note

    @classmethod
    def read(cls, file: Path, seen: set[Path] | None = None) -> "Source":
        known = {file} if seen is None else seen
        resource, source = ResourceFile.from_file_system(file), cls(file)
        for wanted in resource.imports:
            if wanted.type == wanted.LIBRARY and "." in wanted.name:  # a module of a repository, not of a package
                source.noted |= dict(figures_noted_by(wanted.name))
            elif wanted.type == wanted.RESOURCE and (other := (file.parent / wanted.name).resolve()) not in known:
                known.add(other)
                imported = cls.read(other, known)
                source.noted |= imported.noted
                source.keywords |= imported.keywords
        source.keywords |= {normal(each.name): each for each in resource.keywords}
        return source

    def experiments(self) -> Iterator[Experiment]:
        for keyword in self.keywords.values():
            if TAG in keyword.tags and Path(keyword.source) == self.file:
                yield self._experiment(keyword)

    def _experiment(self, keyword: Any) -> Experiment:
        figures = tuple(dict.fromkeys(self._figures(keyword.body, {normal(keyword.name)})))
        if not figures:
            raise QuantityError(f"{self.file}:{keyword.lineno}: the experiment '{keyword.name}' notes no figure")
        apart, long, alone = (tag in keyword.tags for tag in (APART, LONG, ALONE))
        if apart and alone:
            raise QuantityError(f"{self.file}:{keyword.lineno}: '{keyword.name}' cannot be both apart and alone")
        says = cleandoc(keyword.doc)
        how = {"apart": apart, "long": long, "alone": alone, "keyword": keyword.name, "file": self.file}
        return Experiment.observing(figures, name=spoken(keyword.name), says=says, inputs={}, work=None, **how)

    def _figures(self, body: Iterable[Any], seen: set[str]) -> Iterator[Observed]:
        for step in body:
            name = normal(getattr(step, "name", None) or "")
            yield from self.noted.get(name, ())
            if name in self.keywords and name not in seen:
                yield from self._figures(self.keywords[name].body, {*seen, name})
            yield from self._figures(getattr(step, "body", ()), seen)


def figures_noted_by(library: str) -> Iterator[tuple[str, tuple[Observed, ...]]]:
    """The figures that each keyword of a library notes, by the keyword's normal name."""
    held = getattr(import_module(library), library.rsplit(".", 1)[-1])
    for name in dir(held):
        member = getattr(held, name)
        if figures := getattr(member, NOTED, ()):
            yield normal(getattr(member, "robot_name", None) or name), figures


def normal(name: str) -> str:
    """The name of a keyword as Robot compares it."""
    return str(normalize(name, ignore="_"))
