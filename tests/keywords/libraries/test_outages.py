"""The keywords of an outage say what is missing if they are put in the wrong order."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from keywords.basics.errors import SpecError
from keywords.experiments import RESOURCES
from keywords.experiments.failures.outage import REMOVED, Outage
from keywords.faults.fault import Fault
from keywords.figures.outage_figures import OUTAGE
from keywords.libraries.outages import outages
from keywords.running.in_robot import written_in
from tests.keywords.running.made import run
from tests.keywords.stacks.fake import FakeStack, world_on


def library() -> outages:
    return outages(run())


@pytest.mark.parametrize(
    "word",
    [
        lambda given: given.documents_are_in_hand(2),
        outages.the_outage_bites,
        outages.everything_is_ready_again,
        outages.every_document_ends,
    ],
)
def test_an_outage_begins_with_users(word: Callable[[outages], None]) -> None:
    with pytest.raises(SpecError, match="nobody is at work; an outage begins with `Users Are At Work`"):
        word(library())


def test_something_breaks_before_it_bites() -> None:
    given = library()
    given._under_way = object()  # type: ignore[assignment]
    with pytest.raises(SpecError, match="nothing is broken; break something before `The Outage Bites`"):
        given.the_outage_bites()


def test_figures_are_those_of_an_outage_that_has_bitten() -> None:
    with pytest.raises(SpecError, match="no outage has bitten; `The Outage Bites` comes before its figures"):
        library().note_the_figures_of_the_outage()


def test_an_outage_takes_over_what_broke_and_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keywords.experiments.failures.outage.moment", lambda _: SimpleNamespace(timestamp=lambda: 1.0))
    monkeypatch.setattr("keywords.experiments.failures.outage.ahead_of", lambda *_: 0.0)
    outage = Outage(world_on(FakeStack(secrets={"DATABASE_URL": "postgresql://nowhere"})), "")
    outage.meets(Fault("stop", "postgres"), 12.5, ["openai"])
    assert (outage.service, outage.removed, outage.broke, outage.refusing) == ("postgres", True, 12.5, ["openai"])


def test_the_resources_note_the_figures_of_their_outages() -> None:
    known = {each.name: each for each in written_in(RESOURCES)}
    removed = tuple(dict.fromkeys(each if isinstance(each, str) else each.figure for each in REMOVED))
    assert known["the database away"].observes == removed
    assert [each.figure for each in known["the database away"].controls] == ["unfinished documents at the healing"]
    assert known["the monitor away"].observes == OUTAGE
    assert all(each.says for each in known.values())
