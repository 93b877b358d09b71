"""The experiments with a few documents, which are written in Robot: how they run, and what they observe."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import Document
from keywords.evidence.recorder import Recorder
from keywords.experiments import RESOURCES
from keywords.experiments.documents import lives
from keywords.running.catalogue import Experiment
from keywords.running.in_robot import written_in
from tests.keywords.libraries.made import sent


@pytest.fixture(scope="module")
def known() -> dict[str, Experiment]:
    return {each.name: each for each in written_in(RESOURCES)}


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        (
            "one document",
            {
                "history violations",
                "stages completed",
                "documents embedded",
                "facts in the parsed text",
                "facts found by search",
                "facts answered by the agent",
                "answers with a source for the fact",
                "words of the text in a chunk",
                "repeated chunks",
                "stages with growing progress",
                "reported cost / actual cost",
            },
        ),
        (
            "five documents at once",
            {
                "history violations",
                "documents embedded",
                "simultaneous uploads",
                "documents in work at the same time",
                "facts found by search",
            },
        ),
        (
            "twenty documents at once",
            {
                "history violations",
                "documents embedded",
                "simultaneous uploads",
                "documents in work at the same time",
            },
        ),
        (
            "isolation between two users",
            {"own facts found", "another user's facts found", "another user's documents opened"},
        ),
    ],
)
def test_they_run_on_the_own_stack_of_the_run(known: dict[str, Experiment], name: str, figures: set[str]) -> None:
    assert set(known[name].observes) == figures
    assert not known[name].apart and not known[name].alone  # noqa: PT018 (shared)


def test_a_figure_is_judged_where_enough_documents_compete(known: dict[str, Experiment]) -> None:
    busiest = "documents in work at the same time"
    assert [each.figure for each in known["five documents at once"].informs] == [busiest]
    assert not known["twenty documents at once"].informs
    assert known["isolation between two users"].limits == {"own facts found": "== 100 %"}


def user(accepts: int) -> Person:
    """A user of whose documents the pipeline accepts so many."""
    left = [sent()] * accepts

    def upload(_: Document) -> Uploaded:
        if not left:
            raise AssertionError("upload was answered with 429")
        return left.pop()

    return cast(Person, SimpleNamespace(upload=upload, user_id="user-1"))


def uploads(person: Person) -> Any:
    return lives.upload_at_once(person, [sent().document] * 3)


def test_a_refused_upload_is_seen_and_the_others_go_on() -> None:
    with Recorder().experiment("x", {}) as record:
        assert len(uploads(user(accepts=2))) == 2
    assert [(seen.value, seen.population) for seen in record.observations] == [(2, 3)]


def test_where_no_upload_is_accepted_nothing_goes_on() -> None:
    with (
        pytest.raises(
            AssertionError, match="none of 3 documents was accepted; the first: upload was answered with 429"
        ),
        Recorder().experiment("x", {}) as record,
    ):
        uploads(user(accepts=0))
    assert [(seen.value, seen.population) for seen in record.observations] == [(0, 3)]
