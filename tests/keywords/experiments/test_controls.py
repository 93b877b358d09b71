"""The controls that the experiments of the repository declare."""

from typing import Any

import pytest

from keywords import experiments
from keywords.experiments.failures.outage import REMOVED
from keywords.figures.outage_figures import OUTAGE, REPORTS
from keywords.running.catalogue import Experiment, experiment

OUTAGES = [each for each in experiments.catalogue().values() if set(OUTAGE) <= set(each.observes)]
BITE = {"unfinished documents at the healing": ">= 3 documents"}
ONLY_THE_API = "the API cut off from the model"  # no document notices it


@pytest.mark.parametrize("known", OUTAGES, ids=lambda each: each.name)
def test_an_outage_of_a_service_shows_nothing_unless_three_documents_needed_it(known: Experiment) -> None:
    reported = set(REPORTS) <= set(known.observes)
    held = {name: limit for name, limit in known.limits.items() if name in BITE}
    assert held == (BITE if reported and known.name != ONLY_THE_API else {})


def test_the_list_of_a_removed_service_names_each_figure_once() -> None:
    @experiment("an outage", REMOVED)
    def work(_: Any) -> None:
        pass

    assert len(OUTAGES) > 30
    (declared,) = vars(work)["declared_experiments"]
    assert len(declared.observes) == len(set(declared.observes)) == len({*OUTAGE, *REPORTS})


CONTROLS = {
    "isolation between two users": {"own facts found"},
    "a deleted document": {"facts found before the deletion"},
    "a new version of a document": {"facts found before the deletion"},
    "forged tokens at every door": {"genuine tokens accepted"},
    "the stored objects of three documents": {"documents embedded", "genuine links that open"},
    "a session from registration to sign-out": {"calls answered before sign-out"},
    "ports and connections of the processes": {"declared ports found open"},
    "bad answers from the parser": {"non-answers"},
    "bad answers from the model": {"non-answers"},
    "stray webhooks": {"disturbed webhooks"},
    "two injected failures": {"simulators without faults before"},
    "the workers killed": {"jobs taken over"},
}


@pytest.mark.parametrize(("name", "figures"), CONTROLS.items(), ids=CONTROLS)
def test_what_must_not_be_found_or_accepted_has_a_counterpart_that_must(name: str, figures: set[str]) -> None:
    assert set(experiments.catalogue().find(name).limits) == figures
