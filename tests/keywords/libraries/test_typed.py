"""What a spec may write in a cell, and what it is told about anything else."""

import pytest

from keywords.contract.people import Uploaded
from keywords.libraries.typed import CONVERTERS, Amount, Call, Jobs, Operator, Provider, Service
from tests.keywords.libraries.made import sent

REFUSED = {
    "an operator": (Operator, "=", "there is no operator '='"),
    "no number": (Amount, "many", "'many' is not a number with a unit"),
    "no unit": (Amount, "9", "there is no unit"),
    "a unit that is misspelt": (Amount, "9 stage", "there is no unit 'stage'; did you mean 'stages'"),
    "a path": (Call, "/api/v2/documents", "name the call by its word in the contract: documents"),
    "a call that is misspelt": (Call, "document s", "the contract has no call 'document s'; did you mean 'documents'"),
    "a service": (Service, "opnai", "there is no service 'opnai'; did you mean 'openai'"),
    "a provider": (Provider, "postgres", "there is no provider 'postgres'"),
    "a text instead of a job": (Jobs, "sent", "expected an uploaded document, which 'Upload Document' returns"),
    "no job at all": (Jobs, [], "the list is empty"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_cell_is_refused_in_words(case: str) -> None:
    kind, written, said = REFUSED[case]
    with pytest.raises(ValueError) as raised:  # noqa: PT011 (what it says is looked at below)
        CONVERTERS[kind](written)
    assert said in str(raised.value)


def test_right_cells_are_taken() -> None:
    assert CONVERTERS[Operator]("should be") == "=="
    assert CONVERTERS[Amount]("9 stages") == "9 stages"
    assert CONVERTERS[Call]("documents") == "documents"
    assert CONVERTERS[Service]("worker-1") == "worker-1"
    assert CONVERTERS[Operator]("") == CONVERTERS[Amount]("") == "", "left out"
    one, other = sent(), sent()
    assert CONVERTERS[Jobs](one) == (one,)
    assert CONVERTERS[Jobs]([one, other]) == (one, other)


def test_an_object_of_another_kind_is_refused_with_the_keyword_that_makes_the_right_one() -> None:
    with pytest.raises(ValueError, match="expected an uploaded document, which 'Upload Document' returns; seen 'sent'"):
        CONVERTERS[Uploaded]("sent")


def test_what_keywords_hand_on_can_be_read() -> None:
    assert str(sent()) == "policy.pdf (job job-1)"
    assert str(sent().document) == "policy.pdf with 1 facts"
