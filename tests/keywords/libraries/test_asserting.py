"""A getter returns what it sees; with an operator it also leaves evidence, with its population and ids."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from keywords.basics.errors import Inconclusive, SpecError
from keywords.basics.quantities import QuantityError
from keywords.basics.words import Verdict
from keywords.commands.vocabulary import sources
from keywords.evidence.following import Rule
from keywords.evidence.model import Case, Evidence
from keywords.libraries.asserting import NONE, NOTHING, OBSERVES, Asserting
from keywords.libraries.typed import Amount, Operator
from keywords.running.run import Run
from tests.keywords.running.made import run

SEEN, FIGURE = "stages told by events", "history violations"


@pytest.fixture
def checked() -> Iterator[tuple[Run, Evidence]]:
    """A run with a check under way."""
    made = run()
    made.recorder.begin_check("check/one", "One", "Suite", [], [])
    assert made.recorder.check is not None
    yield made, made.recorder.check
    if made.recorder.check is not None:
        made.recorder.end_check("PASS", "", False)


def test_without_an_operator_nothing_is_recorded(checked: tuple[Run, Evidence]) -> None:
    made, check = checked
    library = Asserting(made)
    assert library.text("state of a job", "done", NONE, "") == "done"
    assert library.items(SEEN, ["queued"], NONE, ()) == ["queued"]
    assert library.number("chunks of a document", 3, NONE, NOTHING) == 3
    assert (check.observations, check.judgements) == ([], [])
    assert made.recorder.end_check("PASS", "", False) is Verdict.FAIL, "observed nothing"


def test_an_assertion_becomes_evidence(checked: tuple[Run, Evidence]) -> None:
    made, check = checked
    library = Asserting(made)
    library.text("state of a job", "done", Operator("=="), "done", job="1")
    library.items(SEEN, ["queued", "parsed"], Operator("contains"), ("parsed",), job="1")
    library.number("chunks of a document", 3, Operator(">="), Amount("1 chunks"), job="1")
    assert [seen.population for seen in check.observations] == [1, 2, 1]
    assert [seen.cases[0].ids for seen in check.observations] == [{"job": "1"}] * 3
    assert made.recorder.end_check("PASS", "", False) is Verdict.PASS


FAILING: dict[str, tuple[Callable[[Asserting], object], str]] = {
    "a text": (
        lambda library: library.text("state of a job", "queued", Operator("=="), "done", job="1"),
        "state of a job: expected done, seen queued",
    ),
    "a list in another order": (
        lambda library: library.items(SEEN, ["b", "a"], Operator("=="), ("a", "b")),
        "expected ['a', 'b'], seen ['b', 'a']",
    ),
    "a list without an item": (
        lambda library: library.items(SEEN, ["parse_validated"], Operator("contains"), ("parsed",)),
        "expected contains 'parsed', seen ['parse_validated']",
    ),
    "a list with what must not be there": (
        lambda library: library.items(SEEN, ["error"], Operator("not contains"), ("error",)),
        "expected not contains 'error'",
    ),
    "an empty list": (lambda library: library.items(SEEN, [], Operator("=="), ("a",)), "expected ['a'], seen []"),
    "a number": (
        lambda library: library.number("chunks of a document", 0, Operator(">="), Amount("1 chunks")),
        "chunks of a document: expected >= 1 chunks, seen 0 chunks",
    ),
    "a share": (
        lambda library: library.share("documents embedded", [case(True), case(False)], Operator("=="), Amount("100 %")),
        "documents embedded: expected == 100 %, seen 50 %",
    ),
}


def case(good: bool) -> Case:
    return Case.judged("a document", good, "done", "done" if good else "deadletter", document="1")


@pytest.mark.parametrize("what", FAILING)
def test_a_failure_says_what_was_expected_and_seen(checked: tuple[Run, Evidence], what: str) -> None:
    made, check = checked
    act, said = FAILING[what]
    with pytest.raises(AssertionError) as raised:
        act(Asserting(made))
    assert said in str(raised.value)
    assert check.judgements[-1].verdict is Verdict.FAIL


def test_of_nothing_nothing_is_shown(checked: tuple[Run, Evidence]) -> None:
    library = Asserting(checked[0])
    with pytest.raises(Inconclusive):
        library.text("parsed text of a document", "", Operator("not contains"), "secret")
    with pytest.raises(Inconclusive):
        library.items(SEEN, [], Operator("not contains"), ("error",))
    with pytest.raises(Inconclusive):
        library.share("documents embedded", [], Operator("=="), Amount("100 %"))
    with pytest.raises(Inconclusive):
        library.figure(FIGURE, Rule.FAILED, Operator("=="), Amount("0 violations"), [])


def test_what_cannot_be_compared_is_refused_in_words(checked: tuple[Run, Evidence]) -> None:
    library = Asserting(checked[0])
    with pytest.raises(SpecError, match="a text cannot be compared with '<'"):
        library.text("state of a job", "done", Operator("<"), "done")
    with pytest.raises(SpecError, match="a list cannot be compared with 'matches'"):
        library.items(SEEN, ["a"], Operator("matches"), ("a",))
    with pytest.raises(SpecError, match="a number cannot be compared with 'contains'"):
        library.number("chunks of a document", 1, Operator("contains"), Amount("1 chunks"))
    with pytest.raises(QuantityError, match="cannot be compared"):
        library.number("chunks of a document", 1, Operator("=="), Amount("1 rows"))


def test_a_setup_of_a_suite_asserts_without_evidence() -> None:
    library = Asserting(run())
    library.text("state of a job", "done", Operator("=="), "done")
    library.share("documents embedded", [case(True)], Operator("=="), Amount("100 %"))
    with pytest.raises(AssertionError, match="expected == 100 %, seen 0 %"):
        library.share("documents embedded", [case(False)], Operator("=="), Amount("100 %"))


# Every getter


def getters() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in sources():
        if name.startswith("keywords."):
            library = getattr(importlib.import_module(name), name.rpartition(".")[2])
            found |= {
                attribute.replace("_", " "): member
                for attribute, member in vars(library).items()
                if hasattr(member, "robot_name")
            }
    return found


KNOWN = getters()


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_each_keyword_with_an_operator_declares_what_it_observes_and_observes_that(name: str) -> None:
    taken = inspect.signature(KNOWN[name]).parameters
    asserts = "operator" in taken and "expected" in taken
    if not asserts:
        assert name not in OBSERVES or OBSERVES[name].always or name.startswith("experiment")
        return
    assert name in OBSERVES, "its fact or figure could not be held to the tags of a check"
    source = inspect.getsource(inspect.unwrap(KNOWN[name]))
    declared = source.partition("@observes(")[2].partition(")")[0]
    assert declared.isupper()
    body = " ".join(source.partition("def ")[2].split())
    assert re.search(rf"\( ?{declared}, ", body), f"it records something else than {declared}"
