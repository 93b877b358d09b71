"""What an answer took from which source."""

import pytest

from keywords.experiments.documents.grounding import Statement, cited, holds, statements

SOURCE = "The policy number of Nadivo on page 2 is B-1234567. The deductible of Bekalu is 340 EUR."
OTHER = "Trains leave at noon."


def test_each_statement_has_the_sources_behind_it() -> None:
    assert statements("It is B-1 [1]. Paid in May. [2] [3] And more.") == [
        Statement("It is B-1", (1,)),
        Statement("Paid in May", (2, 3)),
    ]
    assert statements("Nothing is cited here.") == []


def test_an_answer_uses_the_sources_that_it_cites() -> None:
    assert cited("It is B-1234567 [1].", [SOURCE, SOURCE]) == {1}


def test_an_answer_without_citations_uses_the_sources_that_hold_it() -> None:
    assert cited("The number of Nadivo is B-1234567.", [OTHER, SOURCE]) == {2}
    assert cited("I found nothing.", [OTHER]) == set()


@pytest.mark.parametrize(
    ("statement", "held"),
    [
        ("The policy number of Nadivo on page 2 is B-1234567.", True),
        ("The policy number of Nadivo is B-1234567", True),
        ("The policy number of Nadivo is B-7654321", False),
        ("The policy number of Somebody is B-1234567", False),
        ("Otters sleep on their backs", False),
        ("", False),
    ],
)
def test_a_source_holds_a_statement_with_its_numbers_and_names(statement: str, held: bool) -> None:
    assert holds(SOURCE, statement) is held
