"""An outage, step by step: its record is complete even if the experiment breaks off."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from keywords.contract.people import Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.model import Evidence
from keywords.evidence.recorder import Recorder
from keywords.evidence.steps import step
from keywords.experiments.failures import outage
from keywords.experiments.failures.outage import BEFORE, Outage
from keywords.history.judging import Records
from keywords.users.users import Seen
from tests.keywords.figures.outages import BEGAN, BROKE, at, event
from tests.keywords.stacks.fake import FakeStack, world_on

UPLOADS = [Uploaded(generate(f"outage {n}", pages=1), f"j{n}", f"d{n}", "u", at(BEGAN)) for n in range(BEFORE)]


@pytest.fixture(autouse=True)
def evidence() -> Iterator[Evidence]:
    with Recorder().experiment("x", {}) as found:
        yield found


@pytest.fixture
def under_way(monkeypatch: pytest.MonkeyPatch) -> Outage:
    """An outage of a stack that is always ready, whose user has sent the first documents at once."""
    records = Records(events=[event("stage_done", BEGAN + 1, "queued")])

    @contextmanager
    def users(*_: object) -> Iterator[Seen]:
        yield Seen(uploads=list(UPLOADS))

    monkeypatch.setattr(outage, "user_at_work", users)
    monkeypatch.setattr(outage, "steady", lambda _: None)
    monkeypatch.setattr(outage, "moment", lambda _: at(BEGAN))
    monkeypatch.setattr(outage, "everything_since", lambda *_: records)
    here = world_on(FakeStack(secrets={"DATABASE_URL": "postgresql://nowhere"}), stages=["queued"])
    monkeypatch.setattr(here, "person", lambda: SimpleNamespace())
    return Outage(here, "llamaparse")


class BrokenOff(Exception):
    """What kept the experiment from its end."""


def broken_off(under_way: Outage) -> None:
    with pytest.raises(BrokenOff), under_way.users_at_work(), step("It bites"):  # noqa: PT012 (both count)
        under_way.breaks()
        raise BrokenOff


def test_the_timeline_is_drawn_even_if_the_experiment_breaks_off(
    evidence: Evidence, under_way: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_way, "breaks", lambda: setattr(under_way, "broke", BROKE))
    broken_off(under_way)
    assert evidence.timeline is not None
    assert evidence.timeline.shaded[0] == BROKE - BEGAN
    assert evidence.timeline.jobs["queued"][-1] == 1


def test_the_first_error_is_reported_even_if_the_timeline_cannot_be_drawn(
    evidence: Evidence, under_way: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> Records:
        raise ConnectionError("no database")

    monkeypatch.setattr(outage, "everything_since", away)
    broken_off(under_way)
    assert evidence.timeline is None


def test_the_steps_of_an_outage_are_kept_in_order_with_the_one_that_failed(
    evidence: Evidence, under_way: Outage
) -> None:
    broken_off(under_way)
    assert [(done.name, done.outcome) for done in evidence.steps] == [
        ("Wait until everything is ready", "done"),
        ("Users begin to work", "done"),
        ("Wait until users have sent documents", "done"),
        ("It bites", "failed"),
    ]


def test_users_know_since_when_something_is_broken(under_way: Outage) -> None:
    broken_off(under_way)
    assert under_way.broke
    assert [seen.broke for _, seen in under_way.people] == [under_way.broke]
