"""The keywords of an outage say what is missing if they are put in the wrong order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
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


@contextmanager
def at_work() -> Iterator[None]:
    yield


@pytest.fixture
def outage(monkeypatch: pytest.MonkeyPatch) -> Outage:
    monkeypatch.setattr("keywords.experiments.failures.outage.moment", lambda _: SimpleNamespace(timestamp=lambda: 1.0))
    monkeypatch.setattr("keywords.experiments.failures.outage.ahead_of", lambda *_: 0.0)
    return Outage(world_on(FakeStack(secrets={"DATABASE_URL": "postgresql://nowhere"})), "")


def library(under_way: Outage | None = None) -> outages:
    given = outages(run())
    if under_way:
        given.run.scene.begin(under_way, at_work())
    return given


@pytest.mark.parametrize(
    "word",
    [
        lambda given: given.documents_are_in_hand(2),
        lambda given: given.documents_have_met("embedder_rate_limited"),
        outages.the_outage_bites,
        outages.everything_is_ready_again,
        outages.every_document_ends,
        outages.note_the_figures_of_the_outage,
        outages.note_the_work_done_meanwhile,
    ],
)
def test_an_outage_begins_with_users(word: Callable[[outages], None]) -> None:
    with pytest.raises(SpecError, match="nobody is at work; an outage begins with `Users Are At Work`"):
        word(library())


def test_something_breaks_before_it_bites(outage: Outage) -> None:
    with pytest.raises(SpecError, match="nothing is broken; break something before `The Outage Bites`"):
        library(outage).the_outage_bites()


@pytest.mark.parametrize(
    "word",
    [
        lambda given: given.the_outage_lasts(timedelta(seconds=1)),
        outages.users_are_refused,
        outages.leases_run_out,
        outages.work_goes_on,
    ],
)
def test_only_what_has_bitten_lasts(outage: Outage, word: Callable[[outages], None]) -> None:
    with pytest.raises(SpecError, match="no outage has bitten; `The Outage Bites` comes before what it lasts for"):
        word(library(outage))


def test_figures_are_those_of_an_outage_that_has_bitten(outage: Outage) -> None:
    with pytest.raises(SpecError, match="nothing has broken; `The Outage Bites` comes before its figures"):
        library(outage).note_the_figures_of_the_outage()


def test_further_figures_are_those_of_what_is_judged(outage: Outage) -> None:
    with pytest.raises(SpecError, match="nothing is judged yet; the figures of the outage come first"):
        library(outage).note_the_work_done_meanwhile()


def test_an_outage_that_is_over_can_still_be_judged(outage: Outage) -> None:
    given = library(outage)
    given.every_document_ends()
    assert given.outage is outage


def test_an_outage_takes_over_what_broke_and_when(outage: Outage) -> None:
    outage.meets(Fault("stop", "postgres"), 12.5, ["openai"])
    assert (outage.service, outage.removed, outage.broke, outage.refusing) == ("postgres", True, 12.5, ["openai"])


def test_the_resources_note_the_figures_of_their_outages() -> None:
    known = {each.name: each for each in written_in(RESOURCES)}
    removed = tuple(dict.fromkeys(each if isinstance(each, str) else each.figure for each in REMOVED))
    assert known["the database away"].observes == removed
    assert [each.figure for each in known["the database away"].controls] == ["unfinished documents at the healing"]
    assert known["the monitor away"].observes == OUTAGE
    assert [each.figure for each in known["the workers killed"].controls] == ["jobs taken over"]
    assert [each.figure for each in known["the API cut off from the model"].informs] == ["documents recovered"]
    assert known["the parser away for ten minutes"].observes[: len(removed)] == removed
    assert all(each.says for each in known.values())
    assert {name for name, each in known.items() if each.long} == {
        *(f"the {service} away for ${{time}}" for service in ("parser", "model", "storage", "database")),
        *("a worker killed in each stage", "an error in each stage", "ten random kills", "a hundred random kills"),
        *("the parser away for ten minutes", "the storage away while the model rate-limits"),
    }
