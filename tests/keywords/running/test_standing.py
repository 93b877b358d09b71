"""Every figure that an experiment observes is judged by a row, or is a control, or informs."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from keywords import experiments
from keywords.checklists.figures import figures
from keywords.evidence.observing import count
from keywords.running import checks, standing
from keywords.running.catalogue import Catalogue, Control, Information, control, experiment, informs
from keywords.running.in_robot import written_in
from keywords.running.standing import CONTROL, INFORMS, JUDGED, Standing
from keywords.world import World
from tests.keywords.evidence.recorded import good
from tests.keywords.running.made import FOUND, LOST, WAITING, catalogue

PART = LOST.model_copy(update={"name": "jobs lost at night", "part_of": LOST.name})
ALWAYS = WAITING.model_copy(update={"name": "longest wait", "informs": "no phase bounds it"})
NAME, WHY = "five jobs", "it says how long it took"
NOTHING: standing.Rows = set()
A_ROW = {(NAME, LOST.name)}


def known(*observes: str | Control | Information) -> Catalogue:
    @experiment(NAME, observes)
    def five_jobs(_: World) -> None:
        count(LOST.name, good(0, of=5))

    return catalogue(five_jobs, figures=[LOST, FOUND, WAITING, PART, ALWAYS])


@pytest.mark.parametrize(
    ("observes", "judged", "found"),
    [
        ([LOST.name], A_ROW, [Standing(NAME, LOST.name, JUDGED)]),
        ([control(FOUND.name, ">= 5 jobs")], NOTHING, [Standing(NAME, FOUND.name, CONTROL, ">= 5 jobs")]),
        ([informs(WAITING.name, WHY)], NOTHING, [Standing(NAME, WAITING.name, INFORMS, WHY)]),
        ([ALWAYS.name], NOTHING, [Standing(NAME, ALWAYS.name, INFORMS, "no phase bounds it")]),
        ([ALWAYS.name], {(NAME, ALWAYS.name)}, [Standing(NAME, ALWAYS.name, JUDGED)]),
        (
            [LOST.name, PART.name],
            A_ROW,
            [Standing(NAME, LOST.name, JUDGED), Standing(NAME, PART.name, JUDGED, LOST.name)],
        ),
    ],
    ids=["row", "control", "information", "always information", "judged all the same", "part"],
)
def test_one_of_three_stands_behind_a_figure(
    observes: Iterable[str | Control | Information], judged: standing.Rows, found: list[Standing]
) -> None:
    assert standing.standings(known(*observes), judged) == found
    assert list(standing.problems(known(*observes), judged)) == []


@pytest.mark.parametrize(
    ("observes", "judged", "figure"),
    [
        ([WAITING.name], NOTHING, WAITING.name),
        ([WAITING.name], {("ten jobs", WAITING.name)}, WAITING.name),
        ([PART.name], A_ROW, PART.name),
    ],
    ids=["nothing", "a row of another experiment", "a part without the whole"],
)
def test_a_figure_with_nothing_behind_it_is_a_problem(observes: list[str], judged: standing.Rows, figure: str) -> None:
    (problem,) = standing.problems(known(*observes), judged)
    assert problem.startswith(f"{NAME}: no row judges {figure!r}, and it is no control and does not inform")


def test_information_that_a_row_judges_is_a_problem() -> None:
    (problem,) = standing.problems(known(informs(LOST.name, WHY)), A_ROW)
    assert problem == f"{NAME}: {LOST.name!r} is declared as information, and a row judges it"


EMBEDDING = """*** Settings ***
Library    tests.keywords.running.test_in_robot

*** Keywords ***
Jobs In ${engine}
    [Tags]    experiment
    Note The Jobs
"""


def test_an_experiment_with_embedded_arguments_stands_for_each_value_that_rows_give_it(tmp_path: Path) -> None:
    (tmp_path / "made.resource").write_text(EMBEDDING, encoding="utf-8")
    here, (declared,) = known(LOST.name), written_in(tmp_path)
    here.know(declared)
    rows = {*A_ROW, *((f"jobs in {engine}", LOST.name) for engine in ("firefox", "opera"))}
    rows.add(("jobs in opera", WAITING.name))
    found = {(each.experiment, each.figure): each.kind for each in standing.standings(here, rows)}
    assert found == {**dict.fromkeys(rows, JUDGED), ("jobs in firefox", WAITING.name): ""}
    (problem,) = standing.problems(here, rows)
    assert problem.startswith("jobs in firefox: no row judges 'waiting time'")
    assert ("jobs in ${engine}", WAITING.name) in standing.as_declared(here, rows)
    assert standing.as_declared(here, A_ROW) == A_ROW


def test_embedded_arguments_without_a_row_are_judged_by_nobody(tmp_path: Path) -> None:
    (tmp_path / "made.resource").write_text(EMBEDDING, encoding="utf-8")
    here, (declared,) = known(LOST.name), written_in(tmp_path)
    here.know(declared)
    assert {each.experiment for each in standing.standings(here, A_ROW) if not each.kind} == {"jobs in ${engine}"}


def test_a_shared_list_may_be_followed_by_what_a_figure_is_here() -> None:
    found = known(LOST.name, FOUND.name, control(FOUND.name, ">= 5 jobs"), informs(WAITING.name, WHY)).find(NAME)
    assert (found.observes, found.limits) == ((LOST.name, FOUND.name, WAITING.name), {FOUND.name: ">= 5 jobs"})


def test_every_figure_of_every_experiment_is_judged_or_a_control_or_informs() -> None:
    found = list(standing.problems(experiments.catalogue(), standing.judged_by(checks.read())))
    assert not found, "\n".join(found)


def test_most_figures_are_judged() -> None:
    """So that nobody declares as information what a row could judge."""
    every = standing.standings(experiments.catalogue(), standing.judged_by(checks.read()))
    kinds = [each.kind for each in every]
    assert kinds.count(JUDGED) > 2 * kinds.count(INFORMS) > 0


def test_a_part_belongs_to_a_figure_of_the_catalogue() -> None:
    parts = {each.name: each.part_of for each in figures().values() if each.part_of}
    assert parts
    assert {whole for whole in parts.values() if whole not in figures()} == set()
    for name, whole in parts.items():
        together = [each for each in experiments.catalogue().values() if {name, whole} <= set(each.observes)]
        assert together, f"no experiment observes {name!r} with {whole!r}"
