"""The words of shortages, kills and bad days: what is missing in the wrong order, and which figures they note."""

from collections.abc import Callable

import pytest

from keywords.basics.errors import SpecError
from keywords.experiments import RESOURCES
from keywords.experiments.failures.outage import REMOVED
from keywords.figures.outage_figures import OUTAGE, TOLERATED
from keywords.libraries.bad_days import bad_days
from keywords.libraries.kills import kills
from keywords.libraries.shortages import shortages
from keywords.libraries.two_faults import two_faults
from keywords.running.catalogue import Experiment
from keywords.running.in_robot import written_in
from tests.keywords.running.made import run

ENDED = "processes that ended"


@pytest.fixture(scope="module")
def known() -> dict[str, Experiment]:
    return {each.name: each for each in written_in(RESOURCES)}


@pytest.mark.parametrize(
    ("word", "missing"),
    [
        (lambda: bad_days(run()).documents_are_sent("hanging"), "`Bad Days Begin` comes first"),
        (lambda: shortages(run()).note_the_processes_that_ended(), "`Watch The Processes` comes before the shortage"),
        (lambda: shortages(run()).a_long_document_is_in_hand(120), "an outage begins with `Users Are At Work`"),
        (lambda: kills(run()).show_the_kills(), "`Kill At Random` comes first"),
        (lambda: kills(run()).kill_a_worker_in_each_stage(), "an outage begins with `Users Are At Work`"),
        (
            lambda: two_faults(run()).note_the_webhooks_without_a_database(),
            "an outage begins with `Users Are At Work`",
        ),
    ],
)
def test_a_word_says_what_comes_before_it(word: Callable[[], object], missing: str) -> None:
    with pytest.raises(SpecError, match=missing):
        word()


def names(*figures: object) -> set[str]:
    return {each if isinstance(each, str) else getattr(each, "figure", "") for each in figures}


@pytest.mark.parametrize(
    ("experiment", "figures"),
    [
        ("a full storage disk", {*names(*REMOVED), ENDED}),
        ("a full database disk", {*names(*REMOVED), ENDED}),
        ("no free database connection", {*names(*REMOVED), ENDED}),
        ("workers short of memory", {*OUTAGE, ENDED}),
        ("workers short of processor time", {*TOLERATED, ENDED}),
        ("API and database short of processor time", {*TOLERATED, ENDED}),
        ("the API out of file handles", {*OUTAGE, ENDED}),
        ("the database away while webhooks arrive", {*names(*REMOVED), "webhooks accepted without a database"}),
        ("the storage away while the model rate-limits", names(*REMOVED)),
        ("the workers killed while the parser is silent", set(OUTAGE)),
        ("ten random kills", {*OUTAGE, "kills"}),
        ("a hundred random kills", {*OUTAGE, "kills"}),
        (
            "an error in each stage",
            {*OUTAGE, "completed stages begun again", "stages recovered from an error"},
        ),
        (
            "a worker killed in each stage",
            {
                *OUTAGE,
                "completed stages begun again",
                "stages recovered from a killed worker",
                "unexplained paid calls",
            },
        ),
    ],
)
def test_an_experiment_notes_the_figures_of_its_outage_and_its_own(
    known: dict[str, Experiment], experiment: str, figures: set[str]
) -> None:
    assert set(known[experiment].observes) == figures
    assert known[experiment].apart


def test_what_only_informs_is_shown(known: dict[str, Experiment]) -> None:
    shown = {name: [each.figure for each in one.informs] for name, one in known.items()}
    assert shown["workers short of memory"] == shown["workers short of processor time"] == [ENDED]
    assert shown["a full storage disk"] == []
    assert shown["ten random kills"] == ["kills"]
    texts = ["facts in the parsed text", "facts from other documents"]
    assert (shown["bad answers from the model"], shown["bad answers from the parser"]) == (texts, [])
    assert known["bad answers from the parser"].limits == {"non-answers": ">= 5 requests"}
