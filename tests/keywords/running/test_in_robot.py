"""Experiments that are user keywords: what a resource says of them."""

from pathlib import Path

import pytest
from robot.api.deco import keyword, library

from keywords.basics.quantities import QuantityError
from keywords.running.catalogue import Catalogue
from keywords.running.in_robot import notes, spoken, written_in
from tests.keywords.running.made import FOUND, LOST, WAITING, module

HERE = __name__.rpartition(".")[2]


@library
class test_in_robot:  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    @notes(LOST.name, WAITING.name)
    def note_the_jobs(self) -> None:
        pass

    @keyword("Note What Was Found")
    @notes(FOUND.name)
    def found(self) -> None:
        pass


def resource(folder: Path, keywords: str, more: str = "", name: str = "made") -> Path:
    path = folder / f"{name}.resource"
    path.write_text(f"*** Settings ***\nLibrary    {__name__}\n{more}\n*** Keywords ***\n{keywords}", encoding="utf-8")
    return path


def catalogue(folder: Path) -> Catalogue:
    known = Catalogue.of([module()])
    for each in written_in(folder):
        known.know(each)
    return known


@pytest.mark.parametrize(
    ("keyword", "name"),
    [
        ("The API Away", "the API away"),
        ("The Database Away", "the database away"),
        ("OpenAI Answers 429", "OpenAI answers 429"),
        ("Signing In With ${engine}", "signing in with ${engine}"),
    ],
)
def test_a_row_names_an_experiment_as_one_says_it(keyword: str, name: str) -> None:
    assert spoken(keyword) == name


def test_a_user_keyword_with_the_tag_is_an_experiment(tmp_path: Path) -> None:
    file = resource(
        tmp_path,
        "Five Jobs\n    [Documentation]    Five jobs are sent.\n    ...    All at once.\n"
        "    [Tags]    experiment    apart    long\n    No Operation\n    note_the jobs\n"
        "No Experiment\n    Note The Jobs\n",
    )
    known = catalogue(tmp_path)
    assert list(known) == ["five jobs"]
    found = known.find("five jobs")
    assert (found.apart, found.long, found.alone, found.work) == (True, True, False, None)
    assert (found.keyword, found.file) == ("Five Jobs", file)
    assert found.says == "Five jobs are sent.\nAll at once."
    assert found.observes == (LOST.name, WAITING.name)


def test_its_figures_are_those_that_its_keywords_note_also_in_other_resources(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    resource(tmp_path / "more", "And More\n    Note What Was Found\n    And More\n", name="common")
    resource(
        tmp_path,
        "Five Jobs\n    [Tags]    experiment\n    GROUP\n        Note The Jobs\n    END\n    And More\n",
        more="Resource    more/common.resource\n",
    )
    assert catalogue(tmp_path).find("five jobs").observes == (LOST.name, WAITING.name, FOUND.name)


def test_embedded_arguments_are_its_inputs(tmp_path: Path) -> None:
    resource(tmp_path, "Jobs In ${engine} At ${hour}\n    [Tags]    experiment\n    Note The Jobs\n")
    known = catalogue(tmp_path)
    found = known.find("jobs in firefox at 9")
    assert (found.name, found.keyword) == ("jobs in firefox at 9", "jobs in firefox at 9")
    assert found.inputs == {"engine": "firefox", "hour": "9"}
    assert "jobs in firefox" not in known
    with pytest.raises(QuantityError, match="no experiment 'jobs in firefox'"):
        known.find("jobs in firefox")


@pytest.mark.parametrize(
    ("keywords", "problem"),
    [
        ("Five Jobs\n    [Tags]    experiment\n    No Operation\n", r"made\.resource:5: .*'Five Jobs' notes no figure"),
        (
            "Five Jobs\n    [Tags]    experiment    apart    alone\n    Note The Jobs\n",
            r"made\.resource:5: 'Five Jobs' cannot be both apart and alone",
        ),
    ],
)
def test_what_no_row_could_read_is_refused(tmp_path: Path, keywords: str, problem: str) -> None:
    resource(tmp_path, keywords)
    with pytest.raises(QuantityError, match=problem):
        catalogue(tmp_path)


def test_two_experiments_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("one", "other"):
        resource(tmp_path, "Five Jobs\n    [Tags]    experiment\n    Note The Jobs\n", name=name)
    with pytest.raises(QuantityError, match="there are two experiments 'five jobs'"):
        catalogue(tmp_path)
