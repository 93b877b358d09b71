"""Every kind of row and of check that cannot be judged is refused, with what was meant."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from robot import running

from keywords import experiments
from keywords.basics.folders import REPOSITORY
from keywords.basics.quantities import Limit, Quantity
from keywords.checklists.bounds import problem_of_limit
from keywords.checklists.figures import figures
from keywords.checklists.requirements import catalogue as requirements
from keywords.evidence.observing import count
from keywords.running import checks
from keywords.running.catalogue import Catalogue, control, experiment
from keywords.running.strictness import limit_of, problem_of_row
from keywords.world import World
from tests.keywords.evidence.recorded import good
from tests.keywords.libraries.made import getters
from tests.keywords.running.made import LOST, WAITING, catalogue

SPEC = """*** Settings ***
Test Template    Experiment Shows

*** Test Cases ***
{checks}
"""


@pytest.fixture(scope="module")
def known() -> Catalogue:
    @experiment("five jobs", [LOST.name, WAITING.name])
    def five_jobs(_: World) -> None:
        count(LOST.name, good(0, of=5))

    return catalogue(five_jobs)


GOOD_ROWS = {
    "as stated": ("five jobs | jobs lost | == | 0 jobs", "P9-1.1"),
    "in another unit of the family": ("five jobs | waiting time | <= | 0.2 s", "P9-1.1"),
    "as strict as its requirement": ("five jobs | waiting time | <= | 322.2 ms", "P2-10.1"),
    "stricter than its requirement": ("five jobs | waiting time | < | 0.3 s", "P2-10.1"),
    "beside a requirement in other units": ("five jobs | jobs lost | <= | 900 jobs", "P2-10.1"),
    "with the environment's own limit": ("five jobs | waiting time | <= | required", "P2-10.1"),
}
BAD_ROWS = {
    "too few cells": ("five jobs | jobs lost | ==", "", "this one has 3"),
    "too many cells": ("five jobs | jobs lost | == | 0 jobs | 1", "", "a row has four cells, experiment, figure"),
    "no cell": ("", "", "this one has 1"),
    "unknown experiment": ("five job | jobs lost | == | 0 jobs", "", "experiment 'five job'; did you mean 'five jobs'"),
    "unknown figure": ("five jobs | jobs last | == | 0 jobs", "", "not observe 'jobs last'; did you mean 'jobs lost'"),
    "figure of another experiment": ("five jobs | jobs found | == | 5 jobs", "", "does not observe 'jobs found'"),
    "unknown operator": ("five jobs | jobs lost | = | 0 jobs", "", "there is no operator '='"),
    "operator as a word": ("five jobs | jobs lost | at most | 0 jobs", "", "there is no operator 'at most'"),
    "no number": ("five jobs | jobs lost | == | none", "", "'none' is not a number with a unit"),
    "no unit": ("five jobs | jobs lost | == | 0", "", "there is no unit ''"),
    "unknown unit": ("five jobs | jobs lost | == | 0 jbos", "", "no unit 'jbos'; did you mean 'jobs'"),
    "wrong unit": ("five jobs | waiting time | <= | 2 GB", "", "'waiting time' is measured in 'ms'"),
    "unit of other things": ("five jobs | jobs lost | == | 0 documents", "", "'jobs lost' is measured in 'jobs'"),
    "looser": ("five jobs | waiting time | <= | 900 ms", "P2-10.1", "is looser than P2-10.1, which asks for <= 322.2"),
    "looser in another unit": ("five jobs | waiting time | <= | 0.9 s", "P2-10.1", "looser than P2-10.1"),
    "looser by its operator": ("five jobs | waiting time | >= | 1 ms", "P2-10.1", "looser than P2-10.1"),
    "looser than one of two": ("five jobs | waiting time | <= | 900 ms", "P9-1.1 P2-10.1", "looser than P2-10.1"),
}


def cells(row: str) -> list[str]:
    return row.split(" | ")


@pytest.mark.parametrize("case", GOOD_ROWS)
def test_a_row_that_can_be_true_has_no_problem(known: Catalogue, case: str) -> None:
    row, tags = GOOD_ROWS[case]
    assert problem_of_row(known, cells(row), tags.split()) is None


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_has_a_problem_in_one_sentence(known: Catalogue, case: str) -> None:
    row, tags, said = BAD_ROWS[case]
    problem = problem_of_row(known, cells(row), tags.split())
    assert problem is not None
    assert said in problem
    assert "\n" not in problem


def test_the_environment_s_own_limit_is_held_against_the_requirement_too(known: Catalogue) -> None:
    assert limit_of("<=", "required") is None
    waiting = known.figures[WAITING.name]
    looser, kept = (Limit("<=", Quantity(value, "ms")) for value in (900, 300))
    assert "looser than P2-10.1" in str(problem_of_limit(waiting, looser, ["P2-10.1"]))
    assert problem_of_limit(waiting, kept, ["P2-10.1"]) is None
    assert "measured in 'ms'" in str(problem_of_limit(waiting, Limit("<=", Quantity(1, "GB")), []))


# Checks, as Robot reads them


def suite(*lines: str) -> running.TestSuite:
    return running.TestSuite.from_string(SPEC.format(checks="\n".join(lines)))


@pytest.mark.parametrize("case", [case for case in BAD_ROWS if case != "no cell"])
def test_the_check_of_a_bad_row_is_refused(known: Catalogue, case: str) -> None:
    row, tags, said = BAD_ROWS[case]
    checked = suite(
        "A Check", f"    [Tags]    {'    '.join((tags or 'P9-1.1').split())}", f"    {'    '.join(cells(row))}"
    )
    (problem,) = checks.problems(checked, known)
    assert "A Check: " in problem
    assert said in problem


def test_a_check_with_several_rows_or_none_is_refused(known: Catalogue) -> None:
    row, tag = "    five jobs    jobs lost    ==    0 jobs", "    [Tags]    P9-1.1"
    assert checks.problems(suite("One", tag, row), known) == []
    assert "one row is one check; this one has 2" in checks.problems(suite("Two", tag, row, row), known)[0]
    assert "has no requirement among its tags" in checks.problems(suite("Untagged", row), known)[0]
    assert "has no requirement among its tags" in checks.problems(suite("Smoke", "    [Tags]    smoke", row), known)[0]
    assert "one row is one check; this one has 0" in checks.problems(suite("None", "    [Tags]    P9-1.1"), known)[0]


@pytest.mark.parametrize("tag", ["P9-1.1", "smoke", "destructive", "slow", "real-api", "nightly", "robot:skip"])
def test_a_tag_is_a_requirement_a_selection_or_robot_s_own(known: Catalogue, tag: str) -> None:
    row = "    five jobs    jobs lost    ==    0 jobs"
    assert checks.problems(suite("A Check", f"    [Tags]    P9-1.5    {tag}", row), known) == []


@pytest.mark.parametrize("tag", ["P9-1.100", "smok", "Destructive test"])
def test_any_other_tag_is_refused(known: Catalogue, tag: str) -> None:
    row = "    five jobs    jobs lost    ==    0 jobs"
    (problem,) = checks.problems(suite("A Check", f"    [Tags]    {tag}", row), known)
    assert f"tag '{tag}' is no requirement and no selection" in problem


def test_a_sentence_is_only_asked_for_its_tags(known: Catalogue) -> None:
    lines = ["A Sentence", "    [Template]    NONE", "    Whatever Is Said", "    Twice"]
    assert checks.problems(suite(*lines), known) == []
    lines.insert(1, "    [Tags]    P9-1.100")
    assert len(checks.problems(suite(*lines), known)) == 1


TRIED = {
    "the first figure at hand": ("a document in two languages | documents embedded | == | 100 %", "P4-0.3"),
    "a limit that says nothing": ("isolation between two users | own facts found | >= | 0 %", "P4-11.1"),
    "a control for everything": ("isolation between two users | own facts found | == | 100 %", "P9-9.3"),
}


@pytest.mark.parametrize("case", TRIED)
def test_a_figure_that_the_checklist_does_not_name_is_refused(case: str) -> None:
    row, tag = TRIED[case]
    problem = problem_of_row(experiments.catalogue(), cells(row.replace("two languages", "each language")), [tag])
    assert problem is not None
    assert f"may not speak for {tag}" in problem


def test_a_refused_figure_comes_with_the_nearest_that_may_speak() -> None:
    row = cells("one document | facts found by search | == | 100 %")
    problem = problem_of_row(experiments.catalogue(), row, ["P7-5.6"])
    assert "; did you mean 'facts answered by the agent'?" in str(problem)


def test_a_check_of_a_tool_that_the_repository_lacks_is_refused() -> None:
    row = "    five documents, three at a time    accepted documents    ==    5 documents"
    (problem,) = checks.problems(suite("A Tool", "    [Tags]    P4-8.1", row), experiments.catalogue())
    assert "P4-8.1 asks for scripts/test-complete-pipeline.py, which the repository lacks" in problem


def test_two_checks_of_one_name_are_refused(known: Catalogue) -> None:
    row, tag = "    five jobs    jobs lost    ==    0 jobs", "    [Tags]    P9-1.1"
    found = checks.problems(suite("One", tag, row, "One", tag, row), known)
    assert len(found) == 2
    assert all("two checks have this name" in problem for problem in found)


def test_a_tag_that_is_written_twice_is_refused(known: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "spec.robot"
    lines = ["One", "    [Tags]    P9-1.1    smoke    P9-1.1", "    five jobs    jobs lost    ==    0 jobs"]
    file.write_text(SPEC.format(checks="\n".join(lines)), encoding="utf-8")
    (problem,) = checks.problems(checks.read([file]), known)
    assert "the tag 'P9-1.1' is written twice" in problem


@cache
def sentences() -> dict[str, running.UserKeyword]:
    """The keywords of the resources, by name in lower case."""
    files = sorted((REPOSITORY / "resources").rglob("*.resource"))
    resources = [running.ResourceFile.from_file_system(file) for file in files]
    return {str(keyword.name).lower(): keyword for resource in resources for keyword in resource.keywords}


def observed_in(step: Any) -> set[str]:
    """What a step observes: a getter, or a keyword of a resource that gets something."""
    if getter := getters().get(checks.word(step)):
        return {getter.observes}
    sentence = sentences().get(checks.word(step))
    return {name for inner in sentence.body for name in observed_in(inner)} if sentence else set()


def test_every_figure_that_a_checklist_names_speaks_for_it_somewhere() -> None:
    """So the reviewed list holds nothing that no check looks at."""
    held: dict[str, set[str]] = {}
    for test in checks.read().all_tests:
        for row in checks.rows_of(test) if checks.experiments_of(test) else []:
            for tag in map(str, test.tags):
                held.setdefault(tag, set()).add(str(row[1]))
        for step in test.body:
            for tag in map(str, test.tags):
                held.setdefault(tag, set()).update(observed_in(step))
    catalogued = {name: set(one.about) & set(figures()) for name, one in requirements().items()}
    recorded = {"contract tables in the schema"}  # by a sentence that counts rows itself
    left = {name: about - held.get(name, set()) - recorded for name, about in catalogued.items()}
    assert {name: unused for name, unused in left.items() if unused} == {}


def test_no_check_of_the_repository_has_a_problem() -> None:
    assert checks.problems(checks.read(), experiments.catalogue()) == []


def test_a_row_that_judges_a_control_is_refused() -> None:
    @experiment("five jobs", [control(LOST.name, "== 0 jobs")])
    def five_jobs(_: World) -> None:
        count(LOST.name, good(0, of=5))

    problem = problem_of_row(catalogue(five_jobs), ("five jobs", LOST.name, "==", "0 jobs"), ["P4-2.1"])
    assert problem is not None
    assert "is a control of 'five jobs', which is inconclusive if it fails" in problem
