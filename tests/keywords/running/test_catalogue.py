"""What a catalogue of experiments knows, and what it refuses."""

import pytest

from keywords import experiments
from keywords.basics.quantities import QuantityError
from keywords.checklists.figures import Figure, figures
from keywords.evidence.observing import count
from keywords.evidence.recorder import Recorder
from keywords.running.catalogue import Catalogue, experiment
from keywords.running.scheduler import Scheduler
from keywords.world import World
from tests.keywords.evidence.recorded import good
from tests.keywords.running.made import FOUND, LOST, WAITING, catalogue, module, world


@experiment("five jobs", [LOST.name, WAITING.name], long=True, jobs=5)
def five_jobs(_: World) -> None:
    """Five jobs are sent."""
    count(LOST.name, good(0, of=5))


def test_an_experiment_is_what_its_function_declares() -> None:
    known = catalogue(five_jobs)
    assert list(known) == ["five jobs"]
    found = known.find("five jobs")
    assert (found.says, found.observes, found.inputs) == (
        "Five jobs are sent.",
        (LOST.name, WAITING.name),
        {"jobs": 5},
    )
    assert (found.apart, found.long, found.work) == (False, True, five_jobs)
    assert known.observed_by(found, WAITING.name) == WAITING
    assert known.observed() == sorted([LOST.name, WAITING.name])


def test_declaring_leaves_the_function_as_it_was_and_knows_of_no_catalogue() -> None:
    assert "five jobs" not in experiments.catalogue()
    assert "five jobs" not in catalogue()


def test_one_function_may_be_several_experiments() -> None:
    def sent(_: World) -> None:
        pass

    for number in (5, 6):
        experiment(f"{number} jobs", [LOST.name], jobs=number)(sent)
    known = catalogue(sent)
    assert {name: found.inputs for name, found in known.items()} == {"5 jobs": {"jobs": 5}, "6 jobs": {"jobs": 6}}


def test_an_unknown_experiment_is_refused_with_near_names() -> None:
    with pytest.raises(QuantityError, match="no experiment 'five job'; did you mean 'five jobs'"):
        catalogue(five_jobs).find("five job")


def test_a_figure_that_the_experiment_does_not_observe_is_refused_with_near_names() -> None:
    known = catalogue(five_jobs)
    with pytest.raises(QuantityError, match="'five jobs' does not observe 'jobs last'; did you mean 'jobs lost'"):
        known.observed_by(known.find("five jobs"), "jobs last")
    with pytest.raises(QuantityError, match="'five jobs' does not observe 'jobs found'"):
        known.observed_by(known.find("five jobs"), FOUND.name)


def test_two_experiments_of_one_name_are_refused() -> None:
    @experiment("five jobs", [LOST.name])
    def another(_: World) -> None:
        pass

    with pytest.raises(QuantityError, match="two experiments 'five jobs'"):
        catalogue(five_jobs, another)


def test_a_module_may_be_added_twice() -> None:
    """Another module may have imported its functions."""
    known, made = Catalogue(), module(five_jobs)
    known.add(made)
    known.add(made)
    assert list(known) == ["five jobs"]


def test_an_experiment_with_an_unknown_figure_is_refused_with_near_names() -> None:
    @experiment("misspelt", ["jobs lots"])
    def misspelt(_: World) -> None:
        pass

    with pytest.raises(QuantityError, match="'misspelt' observes 'jobs lots', which is no figure; did you mean 'jobs"):
        catalogue(misspelt)


# Figures of a module's own


def test_a_module_may_bring_figures_and_no_other_catalogue_knows_them() -> None:
    assert catalogue(five_jobs).figures[LOST.name] == LOST
    assert LOST.name not in Catalogue().figures
    assert LOST.name not in figures()


def test_a_figure_that_comes_later_may_be_observed_in_a_run_that_has_begun() -> None:
    """A library that a suite imports brings its experiments after the run has made its recorder."""
    known = Catalogue()
    scheduler = Scheduler(known, Recorder(catalogue=known.figures), lanes=1)
    known.add(module(five_jobs))
    (seen,) = scheduler.record_of("five jobs", world()).observations
    assert (seen.name, seen.unit) == (LOST.name, "jobs")


def test_another_figure_of_the_same_name_is_refused() -> None:
    known = catalogue(five_jobs)
    with pytest.raises(QuantityError, match="two figures 'jobs lost'"):
        known.add(module(figures=[Figure(name=LOST.name, unit="%")]))


# The repository's


def test_each_catalogue_of_the_repository_is_the_caller_s_own() -> None:
    one, other = experiments.catalogue(), experiments.catalogue()
    assert list(one) == list(other)
    one.add(module(five_jobs))
    assert "five jobs" not in other
    assert LOST.name not in other.figures


def test_every_experiment_of_the_repository_says_what_it_shows() -> None:
    known = experiments.catalogue()
    assert len(known) > 50
    assert [name for name, found in known.items() if not found.says] == []
