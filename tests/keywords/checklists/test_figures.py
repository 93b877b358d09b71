"""The catalogue of figures: each says what it means, something observes it, and no experiment observes any other."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from robot.api.parsing import Token, get_resource_tokens, get_tokens

from keywords import environments, experiments
from keywords.basics.folders import REPOSITORY
from keywords.basics.quantities import UNITS, QuantityError
from keywords.checklists.figures import FILE, Figure, Figures, figures
from keywords.checklists.requirements import catalogue
from keywords.judgement import targets
from tests.keywords.libraries.made import getters

ALL = tuple(figures().values())
OBSERVING = "keywords.evidence.observing"
NAMING = {
    "figure",
    "count",
    "share",
    "measure",
    "timing",
    "rate",
    "ratio",
}  # functions of OBSERVING whose first argument is a figure's name
ROOMS = (REPOSITORY / "keywords" / "experiments", REPOSITORY / "keywords" / "figures")


# The file


def test_the_catalogue_loads_and_is_no_small_one() -> None:
    assert len(figures()) == len(ALL) > 200


def test_two_figures_of_one_name_are_refused() -> None:
    one = Figure(name="parcels", unit="documents")
    with pytest.raises(QuantityError, match="two figures 'parcels'"):
        Figures([one, one])


def test_an_unknown_figure_is_refused_with_near_names() -> None:
    with pytest.raises(QuantityError, match="no figure 'parcel'; did you mean 'parcels'"):
        _ = Figures([Figure(name="parcels", unit="documents")])["parcel"]


def test_every_figure_says_what_it_means_in_a_sentence() -> None:
    sentence = re.compile(r"[A-Z0-9].*\w+ .*\w+ .*\w.*\.", re.DOTALL)
    assert [one.name for one in ALL if not sentence.fullmatch(one.means)] == []
    assert [one.name for one in ALL if one.name != " ".join(one.name.split())] == []


def test_every_figure_has_a_unit_that_exists() -> None:
    assert [one.name for one in ALL if one.unit not in UNITS] == []


def test_every_figure_states_its_direction_and_its_range() -> None:
    """Left out, they would be assumed."""
    entries: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["figures"]
    assert [entry["name"] for entry in entries if not {"better", "range"} <= set(entry)] == []
    assert [one.name for one in ALL if one.range and not one.range[0] < one.range[1]] == []


def test_what_figures_measure_stands_in_the_checklists() -> None:
    known = {limit.metric for requirement in catalogue().values() for limit in requirement.limit} | set(catalogue())
    assert {one.name: wrong for one in ALL if (wrong := [name for name in one.measures if name not in known])} == {}


# Where it is observed


def test_every_figure_is_observed_or_asked_for_somewhere() -> None:
    read = {getter.observes for getter in getters().values()}
    used = {*experiments.catalogue().observed(), *targeted(), *required(), *held(), *read}
    assert sorted(set(figures()) - used) == []


def targeted() -> set[str]:
    return {target.metric for target in targets.load().targets}


def required() -> set[str]:
    files = sorted(environments.environment.FOLDER.glob("*.yaml"))
    return {name for file in files for name in environments.load(str(file)).required}


def held() -> set[str]:
    """The first argument of each `Figure Holds` in resources and suites."""
    names = set[str]()
    for file in REPOSITORY.glob("resources/**/*.resource"):
        names |= held_in(get_resource_tokens(str(file)))
    for file in REPOSITORY.glob("suites/**/*.robot"):
        names |= held_in(get_tokens(str(file)))
    return names


def held_in(tokens: Iterable[Any]) -> set[str]:
    words = [token for token in tokens if token.type in (Token.KEYWORD, Token.ARGUMENT)]
    return {after.value for token, after in pairwise(words) if token.value.lower() == "figure holds"}


def test_the_figures_of_resources_and_suites_are_found() -> None:
    assert "contract tables in the schema" in held()


@pytest.mark.parametrize("names", [targeted, required, held], ids=["targets", "environments", "resources and suites"])
def test_whatever_names_a_figure_names_one_that_exists(names: Any) -> None:
    assert sorted(name for name in names() if name not in figures()) == []


def test_every_limit_that_an_environment_requires_fits_the_unit_of_its_figure() -> None:
    for file in sorted(environments.environment.FOLDER.glob("*.yaml")):
        for name, own in environments.load(str(file)).required.items():
            assert own.limit.bound.to(figures()[name].unit), f"{file.name}: {name}"


def test_every_target_fits_the_unit_of_its_figure() -> None:
    for target in targets.load().targets:
        assert target.bound().bound.to(figures()[target.metric].unit), target.requirement


# What experiments declare, and what they observe


def test_every_figure_that_an_experiment_declares_exists() -> None:
    for name, one in experiments.catalogue().items():
        assert one.observes, f"{name} declares no figure"
        assert [figure for figure in one.observes if figure not in figures()] == [], name
        assert len(one.observes) == len(set(one.observes)), f"{name} declares a figure twice"


MODULES = sorted(file for room in ROOMS for file in room.rglob("*.py") if file.name != "__init__.py")


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(REPOSITORY / "keywords")))
def test_each_figure_that_a_module_observes_by_name_is_declared_by_an_experiment(file: Path) -> None:
    named = set(observed_in(ast.parse(file.read_text(encoding="utf-8"))))
    assert sorted(named - set(experiments.catalogue().observed())) == []


def test_most_figures_are_observed_by_name() -> None:
    """So that looking for the names says something."""
    named = {name for file in MODULES for name in observed_in(ast.parse(file.read_text(encoding="utf-8")))}
    assert len(named) > len(experiments.catalogue().observed()) / 2


def observed_in(module: ast.Module) -> Iterator[str]:
    """The names that stand as text in calls that observe; names that are put together are left aside."""
    ours = {alias.asname or alias.name: alias.name for alias in imported(module, OBSERVING)}
    cases = bool(list(imported(module, "keywords.evidence.cases")))
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        match call.func:
            case ast.Name(id=name) if ours.get(name) in NAMING or name == "share_of_facts":
                yield from texts(call.args[:1])
            case ast.Name(id=name) if ours.get(name) == "possible":
                yield from texts(call.args)
            case ast.Attribute(attr="observe") if cases:
                yield from texts(call.args[:1])


def imported(module: ast.Module, source: str) -> Iterator[ast.alias]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module == source:
            yield from node.names


def texts(arguments: Iterable[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def test_each_way_of_observing_is_found() -> None:
    source = """
from itertools import count as numbers
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count, figure, measure, possible, rate, ratio, share, timing
ratio("k", 1, 2, [])
figure("a", 1, of=1), count("b", [], of=1), share("c", []), timing("d", []), measure("i", []), rate("j", [], 1)
share_of_facts("e", [], of=1)
with possible("f", "g"): pass
Cases().observe("h")
figure(f"deviation of {what}", 1, of=1), numbers(1), "text".count("x"), figure(NAME, 1, of=1)
"""
    assert sorted(observed_in(ast.parse(source))) == list("abcdefghijk")
