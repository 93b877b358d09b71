"""`make docs` documents what a spec can say: experiments, figures and keywords, with a page to search."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from robot.api import get_resource_model
from robot.libdoc import libdoc
from robot.libdocpkg import LibraryDocumentation

from keywords import experiments
from keywords.basics.folders import REPOSITORY
from keywords.running import checks, standing
from keywords.running.in_robot import TAG

RESOURCES = REPOSITORY / "resources"
FOLDER = REPOSITORY / "docs" / "keywords"
TEMPLATES = Path(__file__).parent / "documentation"
OURS = "keywords."
VERSION = metadata.version("countersign")


@dataclass(frozen=True)
class Word:
    """One keyword, as the index shows it."""

    name: str
    arguments: str
    says: str  # the first paragraph of its documentation
    page: str


def sources(folder: str = "**") -> list[str]:
    """The resources, and the libraries of this repository that they import; `.` leaves out those of experiments."""
    resources = sorted(RESOURCES.glob(f"{folder}/*.resource"))
    imported = {name for resource in resources for name in _libraries(resource) if name.startswith(OURS)}
    return [*map(str, resources), *sorted(imported)]


def _libraries(resource: Path) -> Iterator[str]:
    model = get_resource_model(str(resource))
    for section in model.sections:
        yield from (part.name for part in section.body if getattr(part, "type", "") == "LIBRARY")


def words(source: str) -> list[Word]:
    """The keywords of a resource or library, by name. Experiments have a list of their own."""
    documented = LibraryDocumentation(source)
    return [
        Word(
            keyword.name, "  ".join(map(str, keyword.args)), keyword.short_doc, f"{page_of(source)}#{_anchor(keyword)}"
        )
        for keyword in documented.keywords
        if TAG not in keyword.tags
    ]


def page_of(source: str) -> str:
    return f"{Path(source).stem if source.endswith('.resource') else source}.html"


def _anchor(keyword: Any) -> str:
    return str(keyword.name).replace(" ", "%20")


def write(folder: Path = FOLDER) -> list[Word]:
    """Write a page for each source, and the index."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for source in sources():
        if listed := words(source):
            libdoc(source, str(folder / page_of(source)), version=VERSION, quiet=True)
            found += listed
    found.sort(key=lambda word: word.name)
    page = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("index.html.j2")
    catalogue = experiments.catalogue()
    judged = standing.as_declared(catalogue, standing.judged_by(checks.read()))
    behind = standing.standings(catalogue, judged)
    rendered = page.render(words=found, experiments=list(catalogue.values()), figures=catalogue.figures, behind=behind)
    (folder / "index.html").write_text(rendered, encoding="utf-8")
    return found


if __name__ == "__main__":
    sys.stdout.write(f"{len(write())} keywords: {FOLDER / 'index.html'}\n")
